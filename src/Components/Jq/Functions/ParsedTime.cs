using System.Globalization;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>A text that is read as a time, and what has been read of it so far.</summary>
internal sealed class ParsedTime(string text)
{
    private int _at;

    public bool IsAtEnd => _at == text.Length;

    public long Year { get; set; } = 1900;

    public long Month { get; set; } = 1;

    public long Day { get; set; } = 1;

    public long Hour { get; set; }

    public long Minute { get; set; }

    public long Second { get; set; }

    /// <summary>The time, or null where there is no such day.</summary>
    public DateTime? ToTime()
    {
        try
        {
            // A day beyond the end of its month counts on, as does second 60.
            return new DateTime((int)Year, (int)Month, 1, 0, 0, 0, DateTimeKind.Utc)
                .AddDays(Day - 1).AddHours(Hour).AddMinutes(Minute).AddSeconds(Second);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    public void SetSeconds(long seconds)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        (Year, Month, Day, Hour, Minute, Second) = (time.Year, time.Month, time.Day, time.Hour, time.Minute, time.Second);
    }

    public bool Skip(char expected)
    {
        if (_at >= text.Length || text[_at] != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    public bool SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        return true;
    }

    public bool ReadNumber(long least, long most, int digits, Action<long> set)
    {
        SkipSpace();
        var start = _at;
        while (_at < text.Length && _at < start + digits && char.IsAsciiDigit(text[_at]))
        {
            _at++;
        }

        if (_at == start)
        {
            return false;
        }

        var number = long.Parse(text.AsSpan(start, _at - start), CultureInfo.InvariantCulture);
        if (number < least || number > most)
        {
            return false;
        }

        set(number);
        return true;
    }

    public bool ReadName(ReadOnlySpan<string> names, Action<int> set)
    {
        for (var index = 0; index < names.Length; index++)
        {
            if (text.AsSpan(_at).StartsWith(names[index], StringComparison.OrdinalIgnoreCase))
            {
                _at += names[index].Length;
                set(index);
                return true;
            }
        }

        return false;
    }

    /// <summary>The name of a zone, which counts for nothing.</summary>
    public bool ReadZoneName()
    {
        while (_at < text.Length && char.IsAsciiLetter(text[_at]))
        {
            _at++;
        }

        return true;
    }

    /// <summary>An offset as +0130, +01:30 or Z, which jq ignores too.</summary>
    public bool ReadOffset()
    {
        if (Skip('Z'))
        {
            return true;
        }

        if (!Skip('+') && !Skip('-'))
        {
            return false;
        }

        var hours = ReadNumber(0, 99, 2, _ => { });
        _ = Skip(':');
        return hours && (IsAtEnd || !char.IsAsciiDigit(text[_at]) || ReadNumber(0, 59, 2, _ => { }));
    }

    public bool ReadAll(string format, Func<ParsedTime, char, bool> read)
    {
        for (var index = 0; index < format.Length; index++)
        {
            if (!(format[index] == '%' ? read(this, format[++index]) : format[index] == ' ' ? SkipSpace() : Skip(format[index])))
            {
                return false;
            }
        }

        return true;
    }
}
