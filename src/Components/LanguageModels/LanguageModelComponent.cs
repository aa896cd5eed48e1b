using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>A language model of any provider: what it says, or the model itself for other components.</summary>
[Component("LanguageModelComponent",
    Category = "models_and_agents",
    DisplayName = "Language Model",
    Description = "Asks a language model of the chosen provider.",
    Icon = ModelIcon)]
public sealed class LanguageModelComponent : Component
{
    private const string ModelIcon = "brain-circuit";
    private const double DefaultTemperature = 0.1;

    /// <summary>The model: chosen, or connected.</summary>
    [Input("model", InputKind.Model, DisplayName = "Language Model", Info = "The model to ask, with its provider.", Types = ["LanguageModel"],
        Required = true, RealTimeRefresh = true)]
    public FlowValue? Model { get; set; }

    /// <summary>The provider's key.</summary>
    [Input("api_key", InputKind.Secret, DisplayName = "API Key", Info = "The key for the provider of the model.", Advanced = true, RealTimeRefresh = true)]
    public Secret? ApiKey { get; set; }

    /// <summary>Where IBM's service listens, which this server does not call.</summary>
    [Input("base_url_ibm_watsonx", InputKind.Dropdown, DisplayName = "watsonx API Endpoint", Info = "Where IBM watsonx.ai listens.", Hidden = true,
        RealTimeRefresh = true,
        Options =
        [
            "https://us-south.ml.cloud.ibm.com", "https://eu-de.ml.cloud.ibm.com", "https://eu-gb.ml.cloud.ibm.com",
            "https://au-syd.ml.cloud.ibm.com", "https://jp-tok.ml.cloud.ibm.com", "https://ca-tor.ml.cloud.ibm.com",
        ])]
    public string WatsonxUrl { get; set; } = "https://us-south.ml.cloud.ibm.com";

    /// <summary>The project at IBM's service.</summary>
    [Input("project_id", InputKind.Str, DisplayName = "watsonx Project ID", Info = "The project of the model at IBM watsonx.ai.", Hidden = true)]
    public string ProjectId { get; set; } = "";

    /// <summary>Where Ollama listens. Empty by default, so that the server's settings count before Ollama's own port.</summary>
    [Input("ollama_base_url", InputKind.Message, DisplayName = "Ollama API URL", Info = "Where Ollama listens, usually http://localhost:11434.",
        Hidden = true, RealTimeRefresh = true)]
    public Message? OllamaUrl { get; set; }

    /// <summary>What is asked.</summary>
    [Input("input_value", InputKind.Message, DisplayName = "Input", Info = "The text that the model gets.")]
    public Message? InputValue { get; set; }

    /// <summary>What the model is to be.</summary>
    [Input("system_message", InputKind.Multiline, DisplayName = "System Message", Info = "Tells the model how it is to behave.")]
    public string SystemMessage { get; set; } = "";

    /// <summary>Whether the answer is shown while it is made.</summary>
    [Input("stream", InputKind.Bool, DisplayName = "Stream", Info = "Whether the answer appears in the chat piece by piece.", Advanced = true)]
    public bool Stream { get; set; }

    /// <summary>How freely it chooses its words.</summary>
    [Input("temperature", InputKind.Slider, DisplayName = "Temperature", Info = "0 for the likeliest words, more for freer ones.", Advanced = true,
        Range = [0, 1, 0.01])]
    public double? Temperature { get; set; } = DefaultTemperature;

    /// <summary>The provider, apart from the model.</summary>
    [Input("provider", InputKind.Dropdown, DisplayName = "Model Provider", Options = ["OpenAI", "Anthropic", "Google"], Older = true)]
    public string Provider { get; set; } = "";

    /// <summary>The model, apart from the provider.</summary>
    [Input("model_name", InputKind.Dropdown, DisplayName = "Model Name", Older = true,
        Options =
        [
            "gpt-4o-mini", "gpt-4o", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4.5-preview", "gpt-4-turbo", "gpt-4-turbo-preview", "gpt-4",
            "gpt-3.5-turbo",
        ])]
    public string ModelName { get; set; } = "";

    /// <summary>What the model says.</summary>
    [Output("text_output", Method = "text_response", DisplayName = "Model Response")]
    public ValueTask<Message> RespondAsync(CancellationToken cancellationToken)
    {
        var connected = ModelChoice.Connected(Model);
        return new TextResponse(Context, ModelIcon).CreateAsync(
            connected ?? Describe(), connected is null ? ApiKey : null, SystemMessage, InputValue, Stream, cancellationToken);
    }

    /// <summary>The model, as a description that others call.</summary>
    [Output("model_output", Method = "build_model", DisplayName = "Language Model")]
    public async ValueTask<LanguageModel> BuildAsync(CancellationToken cancellationToken)
    {
        if (ModelChoice.Connected(Model) is { } connected)
        {
            return connected;
        }

        var model = Describe();
        // A missing key is a fault of this vertex, not of the one that calls the model.
        await ChatModel.ConnectAsync(model, Context.Host, ApiKey, cancellationToken);
        return model;
    }

    private LanguageModel Describe()
    {
        var choice = ModelChoice.Read(Model) ?? ReadOlder() ?? throw ModelChoice.IsMissing();
        var provider = ModelProvider.Find(choice.Provider);
        return new LanguageModel
        {
            Provider = choice.Provider,
            Model = choice.Name,
            BaseUrl = choice.Provider == "Ollama" && OllamaUrl is { Text.Length: > 0 } ? OllamaUrl.Text : null,
            ApiKey = provider.NeedsKey || ApiKey is { IsEmpty: false }
                ? new SecretReference(Context.Call.VertexId, "api_key", provider.KeyVariable)
                : null,
            Temperature = choice.IsReasoning ? null : Temperature ?? DefaultTemperature,
            Stream = Stream,
        };
    }

    // Files from before 1.7 have no field "model"; in later ones, which have neither of these two, an empty model is none.
    private ModelChoice? ReadOlder() => Provider.Length == 0 && ModelName.Length == 0
        ? null
        : ModelChoice.Of(Provider.Length > 0 ? Provider : "OpenAI", ModelName.Length > 0 ? ModelName : "gpt-4.1");
}
