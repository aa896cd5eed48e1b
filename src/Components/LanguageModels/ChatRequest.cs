using System.Text;
using OpenAI.Chat;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>The settings of a model as the options of one request. The client writes into them, so each request has its own.</summary>
internal static class ChatRequest
{
    // What the call itself decides; an argument of this name would break it or is a secret.
    private static readonly string[] _reserved = ["api_key", "messages", "model", "stream", "stream_options"];

    public static ChatCompletionOptions Create(LanguageModel model, ModelProvider provider, IReadOnlyList<Tool> tools)
    {
        var options = new ChatCompletionOptions
        {
            Temperature = ToTemperature(model.Temperature),
            ResponseFormat = model.JsonMode ? ChatResponseFormat.CreateJsonObjectFormat() : null,
        };
        foreach (var tool in tools)
        {
            options.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.Parameters.ToJson())));
        }

        if (model.Seed is { } seed)
        {
            Set(options, "seed", FlowValue.Of(seed));
        }

        if (model.MaxTokens is > 0 and var tokens)
        {
            Set(options, provider.MaxTokensName, FlowValue.Of((long)tokens));
        }

        foreach (var (name, value) in model.Arguments.Entries)
        {
            if (!_reserved.Contains(name))
            {
                Set(options, Check(name), value);
            }
        }

        return options;
    }

    private static float? ToTemperature(double? temperature) => temperature is not { } number ? null
        : float.IsFinite((float)number) ? (float)number
        : throw new ComponentException("The temperature must be a number.");

    // It becomes a JSON path, whose own signs it must not have.
    private static string Check(string name) =>
        name.Length is > 0 and <= 100 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
            ? name
            : throw new ComponentException($"'{(name.Length <= 100 ? name : name[..100])}' cannot be the name of a model argument.");

    private static void Set(ChatCompletionOptions options, string name, FlowValue value)
    {
        // The path with a dot replaces what the package knows by that name, but takes no dashes and no leading digit.
        var path = name.Contains('-', StringComparison.Ordinal) || char.IsAsciiDigit(name[0]) ? $"$['{name}']" : $"$.{name}";
#pragma warning disable SCME0001 // The package's only way to send what it does not know. It may change with the package; tests would tell.
        options.Patch.Set(Encoding.UTF8.GetBytes(path), BinaryData.FromString(value.ToJson()));
#pragma warning restore SCME0001
    }
}
