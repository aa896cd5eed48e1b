using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>
/// Times: seconds since 1970, or lists of year, month from 0, day, hours, minutes, seconds, weekday and day of the year. All in UTC.
/// </summary>
internal static class Dates
{
    // The years 1 to 9999.
    private const double First = -62135596800;
    private const double Last = 253402300799;

    public static JqResult Now(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        FlowValue.Of((run.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);

    public static JqResult BreakDown(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (!JqKinds.IsNumber(value))
        {
            return JqResult.Error("gmtime() requires a number");
        }

        var seconds = JqNumbers.ToDouble(value);
        return ToTime(seconds) is { } time ? BreakDown(time, time.Second + (seconds - Math.Floor(seconds))) : OutOfRange;
    }

    public static JqResult MakeTime(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (value is not ListValue parts)
        {
            return JqResult.Error("mktime requires array inputs");
        }

        return parts.Count >= 6 && parts.Items.All(JqKinds.IsNumber)
            ? FromParts(parts) is { } time ? FlowValue.Of((long)(time - DateTime.UnixEpoch).TotalSeconds) : OutOfRange
            : JqResult.Error("mktime requires parsed datetime inputs");
    }

    public static JqResult Format(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (arguments[0] is not TextValue { Value: var format })
        {
            return JqResult.Error("strftime/1 requires a string format");
        }

        run.SpendText(format.Length * 8L);
        DateTime? time;
        switch (value)
        {
            case IntegerValue or NumberValue:
                time = ToTime(JqNumbers.ToDouble(value));
                break;
            case ListValue parts when parts.Count >= 6 && parts.Items.All(JqKinds.IsNumber):
                time = FromParts(parts);
                break;
            default:
                return JqResult.Error("strftime/1 requires parsed datetime inputs");
        }

        return time is { } known ? TimeFormat.Write(known, format) : OutOfRange;
    }

    public static JqResult Parse(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (value is not TextValue text || arguments[0] is not TextValue format)
        {
            return JqResult.Error("strptime/1 requires string inputs and arguments");
        }

        run.Spend(text.Value.Length + format.Value.Length);
        return TimeFormat.Read(text.Value, format.Value) is { } time
            ? BreakDown(time, time.Second)
            : JqResult.Error($"date \"{text.Value}\" does not match format \"{format.Value}\"");
    }

    private static JqResult OutOfRange => JqResult.Error("the time is out of range");

    private static DateTime? ToTime(double seconds) =>
        seconds is >= First and <= Last ? DateTime.UnixEpoch.AddSeconds(Math.Floor(seconds)) : null;

    // Months, days and seconds beyond their range count on, as in C.
    private static DateTime? FromParts(ListValue parts)
    {
        const double Most = 1e11;
        Span<double> numbers = stackalloc double[6];
        for (var index = 0; index < 6; index++)
        {
            numbers[index] = Math.Floor(JqNumbers.ToDouble(parts.Items[index]));
            if (!(Math.Abs(numbers[index]) < Most))
            {
                return null;
            }
        }

        var months = numbers[0] * 12 + numbers[1];
        if (months is < 12 or >= 120000)
        {
            return null;
        }

        var start = new DateTime((int)(months / 12), (int)(months % 12) + 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var seconds = (start - DateTime.UnixEpoch).TotalSeconds
            + (numbers[2] - 1) * 86400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5];
        return ToTime(seconds);
    }

    private static ListValue BreakDown(DateTime time, double seconds) => FlowValue.Of(
    [
        FlowValue.Of((long)time.Year),
        FlowValue.Of(time.Month - 1L),
        FlowValue.Of((long)time.Day),
        FlowValue.Of((long)time.Hour),
        FlowValue.Of((long)time.Minute),
        JqNumbers.Of(seconds),
        FlowValue.Of((long)time.DayOfWeek),
        FlowValue.Of(time.DayOfYear - 1L),
    ]);
}
