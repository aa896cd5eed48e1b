using System.Text;
using OpenAI.Chat;
using SkillFlaw.Components.LanguageModels;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LlmOperations;

/// <summary>Makes a model answer with objects of a schema: by a tool that it has to call, or else by a format that it has to keep.</summary>
internal sealed class StructuredAnswer(ChatModel model, string name, ObjectValue schema)
{
    // Providers take letters, digits, underscores and dashes, and not more than this many.
    private const int MaxName = 64;

    private readonly string _name = ToName(name);

    /// <summary>The objects that the model filled in.</summary>
    /// <exception cref="ComponentException">It gave none in either way.</exception>
    public async Task<ListValue> AskAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        string refused;
        try
        {
            if (await CallToolAsync(messages, cancellationToken) is { } objects)
            {
                return objects;
            }

            refused = "The model called no tool.";
        }
        catch (ComponentException failure)
        {
            refused = failure.Message;
        }

        try
        {
            return await KeepFormatAsync(messages, cancellationToken) ?? throw new ComponentException(refused);
        }
        catch (ComponentException failure)
        {
            throw new ComponentException(
                $"Model does not support tool calling (trustcall failed) and fallback with_structured_output also failed: {failure.Message}", failure);
        }
    }

    private async Task<ListValue?> CallToolAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var tool = new Tool("", "", _name, "Give the objects that were found.", schema);
        var answer = await model.AnswerAsync(
            messages, [tool], options => options.ToolChoice = ChatToolChoice.CreateFunctionChoice(_name), cancellationToken);
        return answer.ToolCalls is [var call, ..] ? ReadObjects(call.FunctionArguments.ToString()) : null;
    }

    private async Task<ListValue?> KeepFormatAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var format = ChatResponseFormat.CreateJsonSchemaFormat(_name, BinaryData.FromString(schema.ToJson()));
        var answer = await model.AnswerAsync(messages, [], options => options.ResponseFormat = format, cancellationToken);
        return ReadObjects(answer.Text);
    }

    // The objects are under one key; a model that forgets the key gives the list, or the one object, itself.
    private static ListValue? ReadObjects(string json)
    {
        try
        {
            return JsonValues.Parse(json) switch
            {
                ObjectValue fields when fields.Find(OutputSchema.Objects) is ListValue objects => objects,
                ObjectValue fields when fields.Find(OutputSchema.Objects) is ObjectValue one => FlowValue.Of([one]),
                ListValue objects => objects,
                _ => null,
            };
        }
        catch (InvalidValueException)
        {
            return null;
        }
    }

    private static string ToName(string name)
    {
        var result = new StringBuilder();
        foreach (var character in name.Trim())
        {
            result.Append(char.IsAsciiLetterOrDigit(character) || character is '_' or '-' ? character : '_');
        }

        return result.Length == 0 ? "OutputModel" : result.ToString(0, Math.Min(result.Length, MaxName));
    }
}
