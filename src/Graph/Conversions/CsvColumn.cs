using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

/// <summary>
/// What a column of a CSV file holds, as pandas' <c>read_csv</c> decides: integers, numbers, booleans, or texts as they stand. Integers
/// with gaps between them are numbers, because pandas has no gaps in integers.
/// </summary>
public static partial class CsvColumn
{
    private static readonly FrozenSet<string> _missing = FrozenSet.Create(
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN",
        "None", "n/a", "nan", "null");

    /// <summary>The values of a column of texts. What stands for a missing value, as NA or nothing at all, is null.</summary>
    public static ImmutableArray<FlowValue> ToValues(ImmutableArray<string> cells)
    {
        var present = cells.Where(cell => !_missing.Contains(cell)).ToArray();
        var read = ReaderOf(present, hasGaps: present.Length < cells.Length);
        return [.. cells.Select(cell => _missing.Contains(cell) ? NullValue.Instance : read(cell))];
    }

    /// <summary>The names of columns: a repeated one gets a number (a, a.1), an empty one is called after its place.</summary>
    public static ImmutableArray<string> Names(IReadOnlyList<string> header)
    {
        var wanted = header.Select((name, column) => name.Length > 0 ? name : $"Unnamed: {column}").ToArray();
        var taken = wanted.ToHashSet();
        var counts = new Dictionary<string, int>();
        var names = ImmutableArray.CreateBuilder<string>(wanted.Length);
        foreach (var name in wanted)
        {
            var unique = name;
            var count = counts.GetValueOrDefault(name);
            while (count > 0)
            {
                unique = $"{name}.{count}";
                counts[name] = count + 1;
                count = taken.Contains(unique) ? count + 1 : counts.GetValueOrDefault(unique);
            }

            names.Add(unique);
            counts[unique] = 1;
        }

        return names.MoveToImmutable();
    }

    private static Func<string, FlowValue> ReaderOf(string[] cells, bool hasGaps) =>
        cells.All(cell => Integer().IsMatch(cell)) ? IntegerReader(cells, hasGaps)
        : cells.All(cell => Number().IsMatch(cell)) ? ReadNumber
        : cells.All(cell => cell is "True" or "TRUE" or "true" or "False" or "FALSE" or "false") ? ReadBoolean
        : FlowValue.Of;

    // Integers have 64 bits, signed or not. A column with longer ones holds names rather than numbers, and stays what it is.
    private static Func<string, FlowValue> IntegerReader(string[] cells, bool hasGaps) =>
        cells.All(cell => long.TryParse(cell, CultureInfo.InvariantCulture, out _)) ? hasGaps ? ReadNumber : ReadInteger
        : !hasGaps && cells.All(cell => ulong.TryParse(cell, CultureInfo.InvariantCulture, out _)) ? ReadInteger
        : FlowValue.Of;

    private static IntegerValue ReadInteger(string cell) =>
        new(BigInteger.Parse(cell, NumberStyles.Integer, CultureInfo.InvariantCulture));

    private static FlowValue ReadNumber(string cell) =>
        PythonText.TryParseFloat(cell, out var number) ? FlowValue.Of(number) : NullValue.Instance;

    private static FlowValue ReadBoolean(string cell) => FlowValue.Of(cell is "True" or "TRUE" or "true");

    [GeneratedRegex(@"\A[ \t]*[+-]?[0-9]+[ \t]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A[ \t]*[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf(?:inity)?)[ \t]*\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
