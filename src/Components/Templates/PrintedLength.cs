using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Templates;

/// <summary>How long a template may become; a few characters could otherwise ask for any amount.</summary>
internal static class PrintedLength
{
    private const int Most = 50_000_000;

    /// <exception cref="InvalidValueException">A text is longer than a template may make.</exception>
    public static void Check(int length)
    {
        if (length > Most)
        {
            throw new InvalidValueException($"The text that the template makes is longer than {Most:N0} characters.");
        }
    }

    /// <summary>Checks a value before it is printed. A small value that contains others many times may be very long.</summary>
    /// <param name="value">The value.</param>
    /// <param name="before">The length of the text in front of it.</param>
    /// <exception cref="InvalidValueException">It makes the text too long.</exception>
    public static void Check(FlowValue value, int before)
    {
        var left = Most - before;
        if (!Fits(value, ref left))
        {
            Check(int.MaxValue);
        }
    }

    private static bool Fits(FlowValue value, ref int left)
    {
        left -= value is TextValue text ? text.Value.Length + 1 : 1;
        if (left < 0)
        {
            return false;
        }

        switch (value.ToPlain())
        {
            case ListValue list:
                foreach (var item in list.Items)
                {
                    if (!Fits(item, ref left))
                    {
                        return false;
                    }
                }

                return true;
            case ObjectValue fields:
                foreach (var (key, item) in fields.Entries)
                {
                    left -= key.Length;
                    if (!Fits(item, ref left))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return true;
        }
    }
}
