using System.Security;
using System.Text.RegularExpressions;
using Cronos;

namespace SkillFlaw.Storage.Schedules;

/// <summary>
/// The times of a schedule. At a change of the clocks, a time that does not exist is the first one after it; one that exists twice is the first
/// of the two, except where the expression means an interval (<c>*</c>, a range, a step): that goes on in the hour that comes twice.
/// </summary>
public sealed partial class ScheduleTimes
{
    // Without a year all that ever comes has come once by then.
    private static readonly DateTime _longAgo = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly CronExpression _cron;
    private readonly TimeZoneInfo _zone;

    /// <summary>The times of an expression in a time zone.</summary>
    /// <exception cref="ArgumentException">One of them is none: see <see cref="RefuseCron"/> and <see cref="IsTimeZone"/>.</exception>
    public ScheduleTimes(string cron, string timeZone)
    {
        _cron = TryParse(cron, out var why) ?? throw new ArgumentException(why, nameof(cron));
        _zone = FindZone(timeZone) ?? throw new ArgumentException($"There is no time zone {timeZone}.", nameof(timeZone));
    }

    /// <summary>What is wrong with an expression; null for nothing.</summary>
    public static string? RefuseCron(string cron) =>
        TryParse(cron, out var why) is not { } expression ? why
        : expression.GetNextOccurrence(_longAgo) is null ? "this time never comes"
        : null;

    /// <summary>Whether the tz database, as this machine has it, knows the time zone.</summary>
    public static bool IsTimeZone(string timeZone) => FindZone(timeZone) is not null;

    /// <summary>The first time after one; null for none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => _cron.GetNextOccurrence(after, _zone)?.ToUniversalTime();

    /// <summary>The last times before a moment, in their order.</summary>
    /// <param name="from">Not before this one.</param>
    /// <param name="to">Not after this one.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyCollection<DateTimeOffset> Last(DateTimeOffset from, DateTimeOffset to, int most)
    {
        // Counted forwards: backwards, a time that a change of the clocks has moved is found in another place.
        for (var span = TimeSpan.FromMinutes(1); ; span *= 2)
        {
            var isWhole = to - from <= span;
            var last = Between(isWhole ? from : to - span, to, most);
            if (isWhole || last.Count == most)
            {
                return last;
            }
        }
    }

    private Queue<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset to, int most)
    {
        var last = new Queue<DateTimeOffset>(most);
        for (var time = Next(from.AddSeconds(-1)); time <= to; time = Next(time.Value))
        {
            if (last.Count == most)
            {
                last.Dequeue();
            }

            last.Enqueue(time.Value);
        }

        return last;
    }

    private static CronExpression? TryParse(string cron, out string? why)
    {
        why = null;
        var fields = cron.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6))
        {
            why = "a cron expression has five fields (minute, hour, day, month, weekday), or six with seconds first";
            return null;
        }

        try
        {
            return CronExpression.Parse(string.Join(' ', fields), fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (Exception failure) when (failure is CronFormatException or MissingSeedException)
        {
            why = failure.Message;
            return null;
        }
    }

    // Where the system has files for time zones, a name is a path: nothing else may be opened by it, and nothing that differs between machines.
    private static TimeZoneInfo? FindZone(string id)
    {
        if (id.Length > 64 || !ZoneName().IsMatch(id))
        {
            return null;
        }

        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(id);
        }
        catch (Exception failure) when (failure is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A(?!(?:localtime|posixrules|posix/.*|right/.*)\z)[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}\z")]
    private static partial Regex ZoneName();
}
