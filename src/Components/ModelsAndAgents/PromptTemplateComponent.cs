using System.Collections.Frozen;
using System.Collections.Immutable;
using SkillFlaw.Components.Templates;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.ModelsAndAgents;

/// <summary>Fills the variables of a template. Each of them is a parameter that the component does not declare.</summary>
[Component("Prompt Template",
    Aliases = ["Prompt", "PromptComponent"],
    Category = "models_and_agents",
    DisplayName = "Prompt Template",
    Description = "Makes a prompt out of a template with variables.",
    Icon = "prompts")]
public sealed class PromptTemplateComponent : Component
{
    private const string ToolPlaceholderField = "tool_placeholder";

    private static readonly FrozenSet<string> _images = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".image");

    /// <summary>The template.</summary>
    [Input("template", InputKind.Prompt, DisplayName = "Template", Info = "The text with its variables in braces.")]
    public string Template { get; set; } = "";

    /// <summary>Whether variables stand in two braces rather than one.</summary>
    [Input("use_double_brackets", InputKind.Bool, DisplayName = "Use Double Brackets", Info = "Whether variables are written {{variable}} instead of {variable}.",
        Advanced = true, RealTimeRefresh = true)]
    public bool UseDoubleBrackets { get; set; }

    /// <summary>What makes the component a tool; it has no effect.</summary>
    [Input(ToolPlaceholderField, InputKind.Text, DisplayName = "Tool Placeholder", Info = "A placeholder, so that the component can be a tool.", ToolMode = true, Advanced = true)]
    public string ToolPlaceholder { get; set; } = "";

    /// <summary>The filled template, with the images of the messages that were filled in.</summary>
    [Output("prompt", Method = "build_prompt", DisplayName = "Prompt")]
    public Message Build()
    {
        var text = UseDoubleBrackets
            ? MustacheTemplate.Parse(Template).Render(name => Find(name) ?? TextValue.Empty)
            : FormatTemplate.Parse(Template).Render(name => Find(name)
                ?? throw new ComponentException($"The variable '{name}' of the template has no value."));
        Context.Status = FlowValue.Of(text);
        return new Message(text) { Prompt = new ChatPrompt(text, FindImages()) };
    }

    private FlowValue? Find(string name) => Context.Extra.Find(name) switch
    {
        null => name == ToolPlaceholderField ? FlowValue.Of(ToolPlaceholder) : null,
        ListValue list => FlowValue.Of(list.Select(ToVariable)),
        var value => ToVariable(value),
    };

    // Messages and records count as their texts, also within a list.
    private static FlowValue ToVariable(FlowValue value) => value switch
    {
        Message message => FlowValue.Of(message.Text),
        Data data => data.Fields.Find(data.TextKey) ?? FlowValue.Of(data.DefaultValue),
        _ => value,
    };

    private ImmutableArray<string> FindImages() =>
    [
        .. Context.Extra.Values.OfType<Message>()
            .SelectMany(message => message.Files)
            .Where(file => _images.Contains(Path.GetExtension(file))),
    ];
}
