using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using SkillFlaw.WebApi.Messages;

namespace SkillFlaw.WebApi.Runs;

/// <summary>What a run answers, for the description of the API; <see cref="RunAnswer"/> writes it.</summary>
internal sealed record RunResponse(
    string SessionId,
    [property: Description("One for each set of inputs")] IReadOnlyList<RunOutputs> Outputs);

/// <summary>What came of one set of inputs.</summary>
internal sealed record RunOutputs(
    RunInputValue Inputs,
    [property: Description("One for each component that is answered, in the order of the flow")] IReadOnlyList<ResultData> Outputs);

/// <summary>What was said to the flow.</summary>
internal sealed record RunInputValue(string? InputValue);

/// <summary>What a component gave.</summary>
internal sealed record ResultData
{
    [Description("The values of an input or output component, by output; empty for any other component")]
    public required ResultValues Results { get; init; }

    [Description("Of a chat component what it says; of any other one its values, by output")]
    public required ResultArtifacts Artifacts { get; init; }

    [Description("The values of any component, by output")]
    public required IReadOnlyDictionary<string, OutputValue> Outputs { get; init; }

    [Description("What the component wrote down, by output")]
    public required IReadOnlyDictionary<string, IReadOnlyList<OutputLog>> Logs { get; init; }

    [Description("The messages of an input or output component")]
    public required IReadOnlyList<ResultMessage> Messages { get; init; }

    public JsonElement? Timedelta { get; init; }

    public JsonElement? Duration { get; init; }

    public required string ComponentDisplayName { get; init; }

    public required string ComponentId { get; init; }

    public required bool UsedFrozenResult { get; init; }
}

/// <summary>Values by the name of their output.</summary>
internal sealed record ResultValues
{
    public MessageResult? Message { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }
}

/// <summary>What a chat component says.</summary>
internal sealed record ResultArtifacts
{
    public string? Message { get; init; }

    public string? Sender { get; init; }

    public string? SenderName { get; init; }

    public IReadOnlyList<string>? Files { get; init; }

    public string? Type { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }
}

/// <summary>A value; a message is its text.</summary>
internal sealed record OutputValue(JsonElement Message, string Type);

/// <summary>A line of a component's log.</summary>
internal sealed record OutputLog(string Name, JsonElement Message, string Type);

/// <summary>A message as it is shown to a person.</summary>
internal sealed record ResultMessage(
    string Message,
    string? Sender,
    string? SenderName,
    string SessionId,
    string? StreamUrl,
    string ComponentId,
    IReadOnlyList<ResultFile> Files,
    string Type);

/// <summary>A file of a message.</summary>
internal sealed record ResultFile(string Path, string Name, string Type);
