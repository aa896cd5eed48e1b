using System.Globalization;
using System.Text;
using SkillFlaw.Bench.All.Scenarios;

namespace SkillFlaw.Bench.All.Results;

/// <summary>Draws the growth curves: a panel for each, what grows on a logarithmic axis, the cost above it; earlier results are dashed.</summary>
internal static class GrowthChart
{
    private const double Width = 460;
    private const double Height = 300;
    private const double Left = 62;
    private const double Right = 18;
    private const double Top = 56;
    private const double Bottom = 36;

    private static readonly string[] _colors = ["#2563eb", "#d97706", "#059669", "#9333ea"];

    private static readonly (string Curve, string Title)[] _panels =
    [
        (GrowthScenarios.Flows, "µs of CPU for a run, by saved flows"),
        (GrowthScenarios.Messages, "µs of CPU for a stored run, by stored messages"),
        (GrowthScenarios.Concurrency, "µs of CPU for a run, by connections"),
        (GrowthScenarios.Vertices, "µs of CPU for a vertex, by vertices of the flow"),
    ];

    public static string Draw(IReadOnlyList<GrowthPoint> now, IReadOnlyList<GrowthPoint> before)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width * 2} {Height * 2}" font-family="sans-serif" font-size="11">""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<rect width="{Width * 2}" height="{Height * 2}" fill="#fff"/>""").Append('\n');
        for (var i = 0; i < _panels.Length; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""<g transform="translate({i % 2 * Width} {i / 2 * Height})">""").Append('\n');
            DrawPanel(svg, _panels[i].Title, [.. now.Where(point => point.Curve == _panels[i].Curve)], [.. before.Where(point => point.Curve == _panels[i].Curve)]);
            svg.Append("</g>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void DrawPanel(StringBuilder svg, string title, List<GrowthPoint> now, List<GrowthPoint> before)
    {
        Text(svg, Left, 20, title, "start", """ font-size="13" font-weight="bold" """);
        if (now.Count == 0)
        {
            Text(svg, Left, 60, "not measured", "start");
            return;
        }

        List<GrowthPoint> all = [.. now, .. before];
        var (first, last) = (Math.Log10(all.Min(point => point.At)), Math.Log10(all.Max(point => point.At)));
        var step = StepOf(all.Max(point => point.Value));
        var most = Math.Ceiling(all.Max(point => point.Value) / step) * step;
        double X(double at) => Left + ((Width - Left - Right) * (last > first ? (Math.Log10(at) - first) / (last - first) : 0.5));
        double Y(double value) => Height - Bottom - ((Height - Top - Bottom) * value / most);

        for (var value = 0.0; value <= most * 1.001; value += step)
        {
            Line(svg, Left, Y(value), Width - Right, Y(value), "#e5e7eb");
            Text(svg, Left - 6, Y(value) + 4, value.ToString("#,0.###", CultureInfo.InvariantCulture), "end");
        }

        foreach (var at in all.Select(point => point.At).Distinct())
        {
            Line(svg, X(at), Height - Bottom, X(at), Height - Bottom + 4, "#6b7280");
            Text(svg, X(at), Height - Bottom + 17, Short(at), "middle");
        }

        var series = all.Select(point => point.Series).Distinct().ToList();
        for (var i = 0; i < series.Count; i++)
        {
            var color = _colors[i % _colors.Length];
            Curve([.. before.Where(point => point.Series == series[i])], color, """ stroke-dasharray="5 4" opacity="0.55" """);
            Curve([.. now.Where(point => point.Series == series[i])], color, "");
            Line(svg, Left + (i * 190), 34, Left + (i * 190) + 16, 34, color, 2);
            Text(svg, Left + (i * 190) + 21, 38, before.Count > 0 ? $"{series[i]} (dashed: before)" : series[i], "start");
        }

        void Curve(List<GrowthPoint> points, string color, string style)
        {
            var path = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.At):F1},{Y(point.Value):F1}")));
            svg.Append(CultureInfo.InvariantCulture, $"""<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"{style}/>""").Append('\n');
            foreach (var point in points)
            {
                svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{X(point.At):F1}" cy="{Y(point.Value):F1}" r="3" fill="{color}"{(style.Length > 0 ? " opacity=\"0.55\"" : "")}/>""").Append('\n');
            }
        }
    }

    // Four to ten lines, at 1, 2 or 5 times a power of ten.
    private static double StepOf(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return (most / power) switch { > 5 => power, > 2 => power / 2, _ => power / 5 };
    }

    private static string Short(double value) => value switch
    {
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1_000_000:0.#}M"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1_000:0.#}k"),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2, string color, double width = 1) => svg.Append(
        CultureInfo.InvariantCulture, $"""<line x1="{x1:F1}" y1="{y1:F1}" x2="{x2:F1}" y2="{y2:F1}" stroke="{color}" stroke-width="{width}"/>""").Append('\n');

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor, string style = "") => svg.Append(
        CultureInfo.InvariantCulture, $"""<text x="{x:F1}" y="{y:F1}" text-anchor="{anchor}" fill="#111827"{style}>{text}</text>""").Append('\n');
}
