using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SkillFlaw.WebApi.Runs;

/// <summary>What a run takes, for the description of the API; <see cref="RunBody"/> reads it.</summary>
internal record SimplifiedRequest
{
    [Description("What is said to the flow; null for what the flow itself has")]
    public string? InputValue { get; init; }

    [Description("Which inputs get it"), DefaultValue("chat"), AllowedValues("chat", "text", "any")]
    public string? InputType { get; init; }

    [Description("Which outputs are answered; debug for all components"), DefaultValue("chat"), AllowedValues("chat", "text", "any", "debug")]
    public string? OutputType { get; init; }

    [Description("The one component that is answered, by id or display name"), DefaultValue("")]
    public string? OutputComponent { get; init; }

    [Description("Fields that are other ones in this run: by component id or display name and field, or a text for a field of all components")]
    public IReadOnlyDictionary<string, JsonElement>? Tweaks { get; init; }

    [Description("The conversation; null for the flow's own")]
    public string? SessionId { get; init; }
}

/// <summary>The same, or in an object of its own.</summary>
internal sealed record RunRequestBody : SimplifiedRequest
{
    [Description("The fields of the request, instead of those beside it")]
    public SimplifiedRequest? InputRequest { get; init; }

    [Description("What components can read of the request; its request_variables are variables of this run")]
    public IReadOnlyDictionary<string, JsonElement>? Context { get; init; }
}

/// <summary>What an advanced run takes, for the description of the API; <see cref="AdvancedRun"/> reads it.</summary>
internal sealed record AdvancedRunBody
{
    [Description("The sets of inputs; one without any value if there are none")]
    public IReadOnlyList<InputValueRequest>? Inputs { get; init; }

    [Description("The components that are answered, by id or display name; all outputs if there are none")]
    public IReadOnlyList<string>? Outputs { get; init; }

    [Description("As for a simple run")]
    public IReadOnlyDictionary<string, JsonElement>? Tweaks { get; init; }

    [Description("Taken and not used: an advanced run does not stream")]
    public bool? Stream { get; init; }

    [Description("The conversation; null for the flow's own")]
    public string? SessionId { get; init; }
}

/// <summary>One set of inputs. It has no other fields.</summary>
internal sealed record InputValueRequest
{
    [Description("The components that get the value, by id or display name; all of the type if there are none")]
    public IReadOnlyList<string>? Components { get; init; }

    public string? InputValue { get; init; }

    [Description("A conversation for this set alone")]
    public string? Session { get; init; }

    [DefaultValue("any"), AllowedValues("chat", "text", "any")]
    public string? Type { get; init; }

    [Description("When the client asked, in milliseconds since 1970")]
    public long? ClientRequestTime { get; init; }
}
