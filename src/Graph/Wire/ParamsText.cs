using System.Text;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>
/// The text that the editor shows for a vertex that takes from or gives to whoever runs the flow: its artifacts as YAML, under names for
/// people (semantics section 4.7).
/// </summary>
internal static class ParamsText
{
    private const string WithoutArtifacts = "Built successfully ✨";

    private const int Inside = 2;

    /// <summary>The text for what a vertex gave.</summary>
    /// <param name="type">The type of its component.</param>
    /// <param name="result">What it gave.</param>
    public static string Of(string type, VertexResult result)
    {
        if (!VertexResultJson.IsInterface(type))
        {
            return "None";
        }

        if (!VertexResultJson.IsChat(type))
        {
            return result.Outputs.Count > 0 ? OfOutputs(result) : WithoutArtifacts;
        }

        return VertexResultJson.MessageOf(result) is { } message ? OfMessage(message) : WithoutArtifacts;
    }

    private static string OfMessage(Message message)
    {
        var yaml = new YamlText();
        yaml.Item(0);
        yaml.Key("Files", Inside);
        yaml.Value(FlowValue.Of(message.Files.Take(CutJson.MostItems).Select(MessageFile.ToValue)), Inside);
        yaml.Key("Message", Inside);
        yaml.Scalar(VertexResultJson.ShownCut(message), Inside);
        if (message.Sender is { } sender)
        {
            yaml.Key("Sender", Inside);
            yaml.Scalar(sender, Inside);
        }

        if (message.SenderName is { } name)
        {
            yaml.Key("Sender Name", Inside);
            yaml.Scalar(name, Inside);
        }

        yaml.Key("Type", Inside);
        yaml.Scalar("object", Inside);
        return yaml.ToString();
    }

    private static string OfOutputs(VertexResult result)
    {
        const int Deeper = 2 * Inside;
        var yaml = new YamlText();
        yaml.Item(0);
        foreach (var (name, value) in result.Outputs.Entries
            .Select(output => (Name: Title(output.Key), output.Value))
            .OrderBy(output => output.Name, PythonString.Order))
        {
            yaml.Key(name, Inside);
            yaml.Key("raw", Deeper);
            yaml.Value(value is Message message ? FlowValue.Of(message.Text) : value, Deeper);
            yaml.Key("repr", Deeper);
            yaml.Scalar(VertexResultJson.ReprCut(value), Deeper);
            yaml.Key("type", Deeper);
            yaml.Scalar(VertexResultJson.TypeOf(result, value), Deeper);
        }

        return yaml.ToString();
    }

    // As Python's title(): a capital where a word begins, and words of letters only. An underscore then is a space.
    private static string Title(string name)
    {
        var title = new StringBuilder(name.Length);
        var isWord = false;
        foreach (var character in name)
        {
            title.Append(character == '_' ? ' ' : isWord ? char.ToLowerInvariant(character) : char.ToUpperInvariant(character));
            isWord = char.IsLetter(character);
        }

        return title.ToString();
    }
}
