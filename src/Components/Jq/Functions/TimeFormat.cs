using System.Globalization;
using System.Text;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>The formats of C's strftime and strptime, in UTC and English.</summary>
internal static class TimeFormat
{
    private static readonly DateTimeFormatInfo _english = CultureInfo.InvariantCulture.DateTimeFormat;

    public static string Write(DateTime time, string format)
    {
        var text = new StringBuilder();
        for (var index = 0; index < format.Length; index++)
        {
            if (format[index] != '%' || index + 1 == format.Length)
            {
                text.Append(format[index]);
                continue;
            }

            var specifier = format[++index];
            text.Append(Write(time, specifier) ?? $"%{specifier}");
        }

        return text.ToString();
    }

    /// <summary>The time that a text has in a format; null where it has another format.</summary>
    public static DateTime? Read(string text, string format)
    {
        var time = new ParsedTime(text);
        for (var index = 0; index < format.Length; index++)
        {
            var matches = char.IsWhiteSpace(format[index]) ? time.SkipSpace()
                : format[index] != '%' || index + 1 == format.Length ? time.Skip(format[index])
                : Read(time, format[++index]);
            if (!matches)
            {
                return null;
            }
        }

        return time.IsAtEnd ? time.ToTime() : null;
    }

    private static string? Write(DateTime time, char specifier) => specifier switch
    {
        'Y' => Number(time.Year),
        'C' => Padded(time.Year / 100),
        'y' => Padded(time.Year % 100),
        'm' => Padded(time.Month),
        'd' => Padded(time.Day),
        'e' => Spaced(time.Day),
        'H' => Padded(time.Hour),
        'k' => Spaced(time.Hour),
        'I' => Padded((time.Hour + 11) % 12 + 1),
        'l' => Spaced((time.Hour + 11) % 12 + 1),
        'M' => Padded(time.Minute),
        'S' => Padded(time.Second),
        's' => Number((long)(time - DateTime.UnixEpoch).TotalSeconds),
        'p' => time.Hour < 12 ? "AM" : "PM",
        'P' => time.Hour < 12 ? "am" : "pm",
        'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'a' => _english.GetAbbreviatedDayName(time.DayOfWeek),
        'A' => _english.GetDayName(time.DayOfWeek),
        'b' or 'h' => _english.GetAbbreviatedMonthName(time.Month),
        'B' => _english.GetMonthName(time.Month),
        'u' => Number(((int)time.DayOfWeek + 6) % 7 + 1),
        'w' => Number((int)time.DayOfWeek),
        'U' => Padded((time.DayOfYear + 6 - (int)time.DayOfWeek) / 7),
        'W' => Padded((time.DayOfYear + 6 - ((int)time.DayOfWeek + 6) % 7) / 7),
        'V' => Padded(ISOWeek.GetWeekOfYear(time)),
        'G' => Number(ISOWeek.GetYear(time)),
        'g' => Padded(ISOWeek.GetYear(time) % 100),
        'Z' => "UTC",
        'z' => "+0000",
        'F' => Write(time, "%Y-%m-%d"),
        'D' or 'x' => Write(time, "%m/%d/%y"),
        'T' or 'X' => Write(time, "%H:%M:%S"),
        'R' => Write(time, "%H:%M"),
        'r' => Write(time, "%I:%M:%S %p"),
        'c' => Write(time, "%a %b %e %H:%M:%S %Y"),
        'n' => "\n",
        't' => "\t",
        '%' => "%",
        _ => null,
    };

    private static bool Read(ParsedTime time, char specifier) => specifier switch
    {
        'Y' => time.ReadNumber(1, 9999, 4, year => time.Year = year),
        'y' => time.ReadNumber(0, 99, 2, year => time.Year = year < 69 ? 2000 + year : 1900 + year),
        'm' => time.ReadNumber(1, 12, 2, month => time.Month = month),
        'd' or 'e' => time.ReadNumber(1, 31, 2, day => time.Day = day),
        'H' or 'k' => time.ReadNumber(0, 23, 2, hour => time.Hour = hour),
        'I' or 'l' => time.ReadNumber(1, 12, 2, hour => time.Hour = hour % 12),
        'M' => time.ReadNumber(0, 59, 2, minute => time.Minute = minute),
        'S' => time.ReadNumber(0, 60, 2, second => time.Second = second),
        'j' => time.ReadNumber(1, 366, 3, day => (time.Month, time.Day) = (1, day)),
        's' => time.ReadNumber(0, 253402300799, 12, time.SetSeconds),
        'u' or 'w' => time.ReadNumber(0, 7, 1, _ => { }),
        'p' or 'P' => time.ReadName(["AM", "PM"], half => time.Hour += 12 * half),
        'a' or 'A' => time.ReadName(_english.DayNames, _ => { }) || time.ReadName(_english.AbbreviatedDayNames, _ => { }),
        'b' or 'B' or 'h' => time.ReadName(_english.MonthNames.AsSpan(0, 12), month => time.Month = month + 1)
            || time.ReadName(_english.AbbreviatedMonthNames.AsSpan(0, 12), month => time.Month = month + 1),
        'Z' => time.ReadZoneName(),
        'z' => time.ReadOffset(),
        'F' => time.ReadAll("%Y-%m-%d", Read),
        'D' or 'x' => time.ReadAll("%m/%d/%y", Read),
        'T' or 'X' => time.ReadAll("%H:%M:%S", Read),
        'R' => time.ReadAll("%H:%M", Read),
        'c' => time.ReadAll("%a %b %e %H:%M:%S %Y", Read),
        'n' or 't' => time.SkipSpace(),
        '%' => time.Skip('%'),
        _ => false,
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Padded(int number) => number.ToString("00", CultureInfo.InvariantCulture);

    private static string Spaced(int number) => Number(number).PadLeft(2);
}
