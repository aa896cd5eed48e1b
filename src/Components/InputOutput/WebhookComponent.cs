using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.InputOutput;

/// <summary>Where a request from outside enters the flow.</summary>
[Component("Webhook",
    Category = "input_output",
    DisplayName = "Webhook",
    Description = "Starts the flow with what another system sends to its webhook address.",
    Icon = "webhook")]
public sealed class WebhookComponent : Component
{
    /// <summary>The body of the request, which the webhook endpoint fills in.</summary>
    [Input("data", InputKind.Multiline, DisplayName = "Payload", Info = "What the other system has sent.", Advanced = true)]
    public string Body { get; set; } = "";

    /// <summary>An example call, made by the editor.</summary>
    [Input("curl", InputKind.Multiline, DisplayName = "cURL", Advanced = true, Types = [])]
    public string Curl { get; set; } = "CURL_WEBHOOK";

    /// <summary>The address, made by the editor.</summary>
    [Input("endpoint", InputKind.Multiline, DisplayName = "Endpoint", Types = [])]
    public string Endpoint { get; set; } = "BACKEND_URL";

    /// <summary>The fields of a JSON object; anything else under <c>payload</c>.</summary>
    [Output("output_data", Method = "build_data", DisplayName = "Data")]
    public Data Build()
    {
        if (Body.Length == 0)
        {
            Context.Status = FlowValue.Of("No data provided.");
            return Data.Empty;
        }

        try
        {
            // Some senders put a line break itself where JSON wants an escape.
            var data = JsonValues.Parse(Body.Replace("\"\n\"", "\"\\n\"", StringComparison.Ordinal)) switch
            {
                ObjectValue fields => new Data(fields),
                NullValue => Data.Empty,
                var other => Payload(other),
            };
            Context.Status = data;
            return data;
        }
        catch (InvalidValueException)
        {
            Context.Status = FlowValue.Of($"The payload is not valid JSON and is passed on as text.\n\n{Body}");
            return Payload(FlowValue.Of(Body));
        }
    }

    private static Data Payload(FlowValue value) => new(FlowValue.Of(("payload", value)));
}
