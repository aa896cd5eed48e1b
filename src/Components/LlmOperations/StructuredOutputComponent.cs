using System.Collections.Immutable;
using SkillFlaw.Components.LanguageModels;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LlmOperations;

/// <summary>Lets a model find objects of a given form in a text.</summary>
[Component("StructuredOutput",
    Aliases = ["StructuredOutputComponent"],
    Category = "llm_operations",
    DisplayName = "Structured Output",
    Description = "Lets a language model fill in a form that you describe.",
    Icon = "braces")]
public sealed class StructuredOutputComponent : Component
{
    // The default is the wire's: flows that hide the field rely on what it asks for.
    private const string Instructions =
        "You are an AI that extracts structured JSON objects from unstructured text. Use a predefined schema with expected types " +
        "(str, int, float, bool, dict). Extract ALL relevant instances that match the schema - if multiple patterns exist, " +
        "capture them all. Fill missing or ambiguous values with defaults: null for missing values. Remove exact duplicates but " +
        "keep variations that have different field values. Always return valid JSON in the expected format, never throw errors. " +
        "If multiple objects can be extracted, return them all in the structured format.";

    /// <summary>The model: chosen, or connected.</summary>
    [Input("model", InputKind.Model, DisplayName = "Language Model", Info = "The model to ask, with its provider.", Types = ["LanguageModel"],
        Required = true, RealTimeRefresh = true)]
    public FlowValue? Model { get; set; }

    /// <summary>The provider's key.</summary>
    [Input("api_key", InputKind.Secret, DisplayName = "API Key", Info = "The key for the provider of the model.", Advanced = true, RealTimeRefresh = true)]
    public Secret? ApiKey { get; set; }

    /// <summary>Where the objects are looked for.</summary>
    [Input("input_value", InputKind.Multiline, DisplayName = "Input Message", Info = "The text in which the objects are.", Required = true, ToolMode = true)]
    public string InputValue { get; set; } = "";

    /// <summary>What the model is told about its task.</summary>
    [Input("system_prompt", InputKind.Multiline, DisplayName = "Format Instructions", Info = "What the model is told about its task.", Required = true,
        Advanced = true)]
    public string SystemPrompt { get; set; } = Instructions;

    /// <summary>The name of the form.</summary>
    [Input("schema_name", InputKind.Text, DisplayName = "Schema Name", Info = "A name for the form.", Advanced = true)]
    public string SchemaName { get; set; } = "";

    /// <summary>The form: a row for each field.</summary>
    [Input("output_schema", InputKind.Table, DisplayName = "Output Schema", Info = "The fields of the form, with their types.", Required = true)]
    public ImmutableArray<ObjectValue> Schema { get; set; } =
    [
        FlowValue.Of(
            ("name", FlowValue.Of("field")),
            ("description", FlowValue.Of("description of field")),
            ("type", FlowValue.Of("str")),
            ("multiple", FlowValue.Of("False"))),
    ];

    /// <summary>A connected model, in older files.</summary>
    [Input("llm", InputKind.Handle, Types = ["LanguageModel"], Older = true)]
    public FlowValue? ConnectedModel { get; set; }

    /// <summary>Whether several objects were wanted, in older files. They are given all the same.</summary>
    [Input("multiple", InputKind.Bool, Older = true)]
    public bool Multiple { get; set; } = true;

    /// <summary>One object as it is, several under <c>results</c>.</summary>
    [Output("structured_output", Method = "build_structured_output", DisplayName = "Structured Output")]
    public async ValueTask<Data> BuildAsync(CancellationToken cancellationToken)
    {
        var objects = await FindAsync(cancellationToken);
        return new Data(objects.Count == 1 ? objects[0] : FlowValue.Of(("results", FlowValue.Of(objects))));
    }

    /// <summary>A row for each object.</summary>
    [Output("dataframe_output", Method = "build_structured_dataframe", DisplayName = "Structured Output")]
    [Output("structured_output_dataframe", Method = "as_dataframe", DisplayName = "DataFrame", Older = true)]
    public async ValueTask<DataFrame> BuildTableAsync(CancellationToken cancellationToken) =>
        DataFrame.FromRecords(await FindAsync(cancellationToken));

    private async Task<List<ObjectValue>> FindAsync(CancellationToken cancellationToken)
    {
        var schema = OutputSchema.ToJsonSchema(Schema);
        var connected = ModelChoice.Connected(ConnectedModel) ?? ModelChoice.Connected(Model);
        var model = await ChatModel.ConnectAsync(
            connected ?? Describe(), Context.Host, connected is null ? ApiKey : null, cancellationToken);
        var messages = await ChatMessages.CreateAsync(SystemPrompt, new Message(InputValue), Context.Host, cancellationToken);

        var found = await new StructuredAnswer(model, SchemaName, schema).AskAsync(messages, cancellationToken);
        var objects = found.Items.OfType<ObjectValue>().Select(answer => OutputSchema.Arrange(Schema, answer)).ToList();
        return objects.Count > 0 ? objects : throw new ComponentException("No structured output returned");
    }

    private LanguageModel Describe()
    {
        var choice = ModelChoice.Read(Model) ?? throw ModelChoice.IsMissing();
        return new LanguageModel
        {
            Provider = choice.Provider,
            Model = choice.Name,
            ApiKey = new SecretReference(Context.Call.VertexId, "api_key", ModelProvider.Find(choice.Provider).KeyVariable),
        };
    }
}
