using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Flows;

/// <summary>The icon of a flow and the colour behind it (semantics section 6.1).</summary>
internal static class FlowLooks
{
    private const int ColorLength = 7;

    public static string? ReadColor(JsonFields fields)
    {
        var color = fields.Text("icon_bg_color");
        if (string.IsNullOrEmpty(color))
        {
            return color;
        }

        if (color[0] != '#')
        {
            fields.Fail("icon_bg_color", "value_error", "Value error, Icon background color must start with #");
        }
        else if (color.Length != ColorLength)
        {
            fields.Fail("icon_bg_color", "value_error", "Value error, Icon background color must be 7 characters long");
        }

        return color;
    }

    // An emoji by name stands between colons. Everything else is the name of an icon, or an emoji itself.
    public static string? ReadIcon(JsonFields fields)
    {
        var icon = fields.Text("icon");
        if (icon is not null && (icon.StartsWith(':') || icon.EndsWith(':')) && !IsShortcode(icon))
        {
            fields.Fail("icon", "value_error", $"Value error, Invalid emoji. {icon} is not a valid emoji.");
        }

        return icon;
    }

    private static bool IsShortcode(string icon) =>
        icon.Length > 2 && icon[0] == ':' && icon[^1] == ':' && icon.AsSpan(1..^1).IndexOf(':') < 0 && !icon.Contains(' ', StringComparison.Ordinal);
}
