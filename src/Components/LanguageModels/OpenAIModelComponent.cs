using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>A model of OpenAI, or of whoever speaks its protocol at another address, with all of its settings.</summary>
[Component("OpenAIModel",
    Category = "openai",
    DisplayName = "OpenAI",
    Description = "Asks a language model of OpenAI, or of a compatible service.",
    Icon = "OpenAI")]
public sealed class OpenAIModelComponent : Component
{
    private const double DefaultTemperature = 0.1;
    private const long DefaultTimeout = 700;

    /// <summary>What is asked.</summary>
    [Input("input_value", InputKind.Message, DisplayName = "Input", Info = "The text that the model gets.")]
    public Message? InputValue { get; set; }

    /// <summary>What the model is to be.</summary>
    [Input("system_message", InputKind.Multiline, DisplayName = "System Message", Info = "Tells the model how it is to behave.")]
    public string SystemMessage { get; set; } = "";

    /// <summary>Whether the answer is shown while it is made.</summary>
    [Input("stream", InputKind.Bool, DisplayName = "Stream", Info = "Whether the answer appears in the chat piece by piece.", Advanced = true)]
    public bool Stream { get; set; }

    /// <summary>The longest answer.</summary>
    [Input("max_tokens", InputKind.Integer, DisplayName = "Max Tokens", Info = "The longest answer, in tokens. 0 for no limit.", Advanced = true)]
    public long? MaxTokens { get; set; }

    /// <summary>What else goes into the request.</summary>
    [Input("model_kwargs", InputKind.Dict, DisplayName = "Model Kwargs", Info = "What else goes into the request, as OpenAI spells it.", Advanced = true)]
    public ObjectValue ModelArguments { get; set; } = ObjectValue.Empty;

    /// <summary>Whether the answer must be JSON.</summary>
    [Input("json_mode", InputKind.Bool, DisplayName = "JSON Mode", Info = "Whether the answer must be a JSON object.", Advanced = true)]
    public bool JsonMode { get; set; }

    /// <summary>The model.</summary>
    [Input("model_name", InputKind.Dropdown, DisplayName = "Model Name", Info = "The model to ask.", RealTimeRefresh = true,
        Options =
        [
            "gpt-4o-mini", "gpt-4o", "gpt-4-turbo", "gpt-4-turbo-preview", "gpt-4", "gpt-3.5-turbo", "gpt-5.1", "gpt-5", "gpt-5-mini", "gpt-5-nano",
            "gpt-5-chat-latest", "o1",
        ])]
    public string ModelName { get; set; } = "gpt-4o-mini";

    /// <summary>Where to call.</summary>
    [Input("openai_api_base", InputKind.Str, DisplayName = "OpenAI API Base", Info = "The address of a compatible service. If it is empty, OpenAI's.",
        Advanced = true)]
    public string BaseUrl { get; set; } = "";

    /// <summary>The key.</summary>
    [Input("api_key", InputKind.Secret, DisplayName = "OpenAI API Key", Info = "The key for OpenAI.", Required = true, Variable = "OPENAI_API_KEY")]
    public Secret? ApiKey { get; set; }

    /// <summary>How freely it chooses its words.</summary>
    [Input("temperature", InputKind.Slider, DisplayName = "Temperature", Info = "0 for the likeliest words, more for freer ones.", Range = [0, 1, 0.01])]
    public double? Temperature { get; set; } = DefaultTemperature;

    /// <summary>For repeatable answers.</summary>
    [Input("seed", InputKind.Integer, DisplayName = "Seed", Info = "The same number asks for the same answer to the same question.", Advanced = true)]
    public long? Seed { get; set; } = 1L;

    /// <summary>How often a failed call is made again.</summary>
    [Input("max_retries", InputKind.Integer, DisplayName = "Max Retries", Info = "How often a failed call is made again, at most 10 times.", Advanced = true)]
    public long MaxRetries { get; set; } = 5;

    /// <summary>How long a call may take.</summary>
    [Input("timeout", InputKind.Integer, DisplayName = "Timeout", Info = "How many seconds OpenAI may take, at most an hour.", Advanced = true)]
    public long Timeout { get; set; } = DefaultTimeout;

    /// <summary>The schema of a JSON answer, of which earlier versions only asked that the answer is JSON.</summary>
    [Input("output_schema", InputKind.Dict, DisplayName = "Schema", IsList = true, Older = true)]
    public ObjectValue OutputSchema { get; set; } = ObjectValue.Empty;

    /// <summary>What took the answer apart. No component makes one.</summary>
    [Input("output_parser", InputKind.Handle, DisplayName = "Output Parser", Types = ["OutputParser"], Older = true)]
    public FlowValue? OutputParser { get; set; }

    /// <summary>What the model says.</summary>
    [Output("text_output", Method = "text_response", DisplayName = "Model Response")]
    public ValueTask<Message> RespondAsync(CancellationToken cancellationToken) =>
        new TextResponse(Context, "OpenAI").CreateAsync(Describe(), ApiKey, SystemMessage, InputValue, Stream, cancellationToken);

    /// <summary>The model, as a description that others call.</summary>
    [Output("model_output", Method = "build_model", DisplayName = "Language Model")]
    public async ValueTask<LanguageModel> BuildAsync(CancellationToken cancellationToken)
    {
        var model = Describe();
        // A missing key is a fault of this vertex, not of the one that calls the model.
        await ChatModel.ConnectAsync(model, Context.Host, ApiKey, cancellationToken);
        return model;
    }

    private LanguageModel Describe()
    {
        var choice = ModelChoice.Of("OpenAI", ModelName.Trim());
        return new LanguageModel
        {
            Provider = choice.Provider,
            Model = choice.Name,
            BaseUrl = string.IsNullOrWhiteSpace(BaseUrl) ? null : BaseUrl.Trim(),
            ApiKey = new SecretReference(Context.Call.VertexId, "api_key", "OPENAI_API_KEY"),
            Temperature = choice.IsReasoning ? null : Temperature ?? DefaultTemperature,
            Seed = choice.IsReasoning ? null : Seed,
            MaxTokens = MaxTokens is > 0 and var tokens ? (int)Math.Min(tokens, int.MaxValue) : null,
            JsonMode = JsonMode || OutputSchema.Count > 0,
            MaxRetries = (int)Math.Clamp(MaxRetries, 0, 10),
            Timeout = TimeSpan.FromSeconds(Math.Min(Timeout > 0 ? Timeout : DefaultTimeout, 3600)),
            Arguments = ModelArguments.Without("api_key"),
            Stream = Stream,
        };
    }
}
