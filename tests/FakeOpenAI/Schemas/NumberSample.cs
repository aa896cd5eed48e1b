using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Schemas;

/// <summary>A number for a schema: 0, or the nearest to it that the limits allow.</summary>
internal static class NumberSample
{
    public static bool TryCreate(JsonObject rules, bool whole, out JsonNode? sample)
    {
        var (low, aboveLow) = Limit(rules, "minimum", "exclusiveMinimum", double.NegativeInfinity, Math.Max);
        var (high, belowHigh) = Limit(rules, "maximum", "exclusiveMaximum", double.PositiveInfinity, Math.Min);
        var step = rules["multipleOf"]?.GetValue<double>() ?? (whole ? 1 : null);

        var number = Candidates().Select(candidate => candidate + 0.0).Cast<double?>().FirstOrDefault(candidate => Fits(candidate!.Value));
        sample = number is { } found ? JsonValue.Create(found) : null;
        return number is not null;

        IEnumerable<double> Candidates()
        {
            yield return 0;
            if (step is { } multiple)
            {
                yield return Math.Ceiling(low / multiple) * multiple;
                yield return (Math.Floor(low / multiple) + 1) * multiple;
                yield return Math.Floor(high / multiple) * multiple;
                yield return (Math.Ceiling(high / multiple) - 1) * multiple;
                yield break;
            }

            yield return low;
            yield return high;
            yield return low + 1;
            yield return high - 1;
            yield return (low + high) / 2;
        }

        bool Fits(double number) =>
            double.IsFinite(number)
            && (!whole || number == Math.Floor(number))
            && (aboveLow ? number > low : number >= low)
            && (belowHigh ? number < high : number <= high);
    }

    // In old schemas "exclusiveMinimum" says whether "minimum" itself is out, in new ones it is the limit.
    private static (double Value, bool Exclusive) Limit(
        JsonObject rules, string inclusive, string exclusive, double none, Func<double, double, double> stricter)
    {
        var value = rules[inclusive]?.GetValue<double>() ?? none;
        switch (rules[exclusive]?.GetValueKind())
        {
            case JsonValueKind.Number:
                var outside = rules[exclusive]!.GetValue<double>();
                return (stricter(value, outside), stricter(value, outside) == outside);
            case JsonValueKind.True:
                return (value, true);
            default:
                return (value, false);
        }
    }
}
