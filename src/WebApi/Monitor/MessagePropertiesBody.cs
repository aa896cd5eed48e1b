using System.ComponentModel.DataAnnotations;
using SkillFlaw.Graph.Values;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>What changes of how a message looks. What is absent stays; null takes a value away.</summary>
internal sealed record MessagePropertiesBody
{
    private const int Longest = 1_000;

    private readonly JsonFields _fields;

    private MessagePropertiesBody(JsonFields fields) => _fields = fields;

    public string? TextColor { get; private init; }

    public string? BackgroundColor { get; private init; }

    public bool? Edited { get; private init; }

    public MessageSourceBody? Source { get; private init; }

    public string? Icon { get; private init; }

    public bool? AllowMarkdown { get; private init; }

    public bool? PositiveFeedback { get; private init; }

    [AllowedValues(MessageProperties.Partial, MessageProperties.Complete)]
    public string? State { get; private init; }

    public IReadOnlyList<string>? Targets { get; private init; }

    /// <summary>Reads the object; its errors are gathered in its fields.</summary>
    public static MessagePropertiesBody Read(JsonFields fields) => new(fields)
    {
        TextColor = fields.Text("text_color", 0, Longest),
        BackgroundColor = fields.Text("background_color", 0, Longest),
        Edited = fields.Flag("edited"),
        Source = fields.Nested("source") is { } source
            ? new MessageSourceBody(source.Text("id", 0, Longest), source.Text("display_name", 0, Longest), source.Text("source", 0, Longest))
            : null,
        Icon = fields.Text("icon", 0, Longest),
        AllowMarkdown = fields.Flag("allow_markdown"),
        PositiveFeedback = fields.Flag("positive_feedback"),
        State = fields.OneOf("state", MessageProperties.Partial, MessageProperties.Complete),
        Targets = fields.Texts("targets"),
    };

    /// <summary>Properties with these changes.</summary>
    public MessageProperties Over(MessageProperties properties) => properties with
    {
        TextColor = _fields.Has("text_color") ? TextColor : properties.TextColor,
        BackgroundColor = _fields.Has("background_color") ? BackgroundColor : properties.BackgroundColor,
        Edited = Edited ?? properties.Edited,
        Source = Source is { } source ? new MessageSource(source.Id, source.DisplayName, source.Source) : properties.Source,
        Icon = _fields.Has("icon") ? Icon : properties.Icon,
        AllowMarkdown = AllowMarkdown ?? properties.AllowMarkdown,
        PositiveFeedback = _fields.Has("positive_feedback") ? PositiveFeedback : properties.PositiveFeedback,
        State = State ?? properties.State,
        Targets = Targets is { } targets ? [.. targets] : properties.Targets,
    };
}

/// <summary>Where a message comes from.</summary>
internal sealed record MessageSourceBody(string? Id, string? DisplayName, string? Source);
