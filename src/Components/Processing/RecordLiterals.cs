using SkillFlaw.Components.PythonLiterals;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>Texts that are Python literals become what they say, however deep they are. What only looks like one stays a text.</summary>
internal static class RecordLiterals
{
    public static ObjectValue Evaluate(ObjectValue fields) =>
        ObjectValue.From(fields.Entries.Select(field => KeyValuePair.Create(field.Key, Evaluate(field.Value))));

    private static FlowValue Evaluate(FlowValue value) => value switch
    {
        ObjectValue fields => Evaluate(fields),
        Data record => record.WithFields(Evaluate(record.Fields)),
        ListValue list => FlowValue.Of(list.Items.Select(Evaluate)),
        TextValue { Value: var text } when LooksLikeLiteral(PythonString.Strip(text))
            && PythonLiteral.TryParse(text, out var literal) => literal,
        _ => value,
    };

    // A number with a sign is a text to Langflow, and so it is here.
    private static bool LooksLikeLiteral(string text) => text.Length > 0
        && (text[0] is '{' or '[' or '(' or '\'' or '"'
            || text is "True" or "False" or "None"
            || (text.Any(char.IsAsciiDigit) && text.All(character => char.IsAsciiDigit(character) || character == '.')));
}
