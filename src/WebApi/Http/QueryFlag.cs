using System.Diagnostics.CodeAnalysis;

namespace SkillFlaw.WebApi.Http;

/// <summary>A flag in a query, in all the ways in which clients of the API write one.</summary>
internal readonly record struct QueryFlag(bool Value) : IParsable<QueryFlag>
{
    public static implicit operator bool(QueryFlag flag) => flag.Value;

    public static QueryFlag Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var flag) ? flag : throw new FormatException("Not a flag.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out QueryFlag result)
    {
        switch (s?.ToLowerInvariant())
        {
            case "true" or "1" or "yes" or "on" or "t" or "y":
                result = new QueryFlag(true);
                return true;
            case "false" or "0" or "no" or "off" or "f" or "n":
                result = default;
                return true;
            default:
                result = default;
                return false;
        }
    }
}
