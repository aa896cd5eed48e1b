using System.ComponentModel;
using System.Text.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>Describes what workflows take and answer; their handlers write that by themselves.</summary>
internal static class WorkflowDocumentation
{
    private const string Sse = "text/event-stream";

    private const string Execution = """
        Waits for the flow and answers with what it gave, five minutes at most. A component that fails is no error of the request: the status in the
        answer is `failed`. With `background` the answer is a job, which is stored and done whatever happens to the server; jobs of one flow run
        side by side. With `stream` the answer comes as server-sent events, each an object `{"event": …, "data": …}`: messages and tokens while the
        flow runs, an `output` for each of its ends, and `end` with the whole answer, or `error`.

        In every case what came of it can be read later by the id of its job.

        Variables of this run alone are in `globals`, or in headers: `X-SKILLFLAW-GLOBAL-VAR-<NAME>: <value>`, also with `LANGFLOW` in place of
        `SKILLFLAW`.
        """;

    private const string Reading = """
        Answers with what the workflow gave once it has ended, and with its job until then. A workflow that has failed is an error 500, and one that
        took too long for its caller 408.
        """;

    public static void DocumentExecution(this RouteHandlerBuilder route) => route
        .WithName("execute_workflow").WithSummary("Run a flow: wait for it, watch it, or leave it in the background").WithDescription(Execution)
        .Produces<WorkflowResponse>(200, "application/json").Produces<WorkflowJob>(200, "application/json").Produces<string>(200, Sse)
        .ProducesWorkflowError(400, 404, 408, 429, 500, 503).WithMetadata(new StreamedWorkflow());

    public static void DocumentReading(this RouteHandlerBuilder route) => route
        .WithName("get_workflow_status").WithSummary("Read a workflow, or what it gave").WithDescription(Reading)
        .Produces<WorkflowResponse>(200, "application/json").Produces<WorkflowJob>(200, "application/json")
        .ProducesWorkflowError(400, 404, 408, 500, 503);

    public static void DocumentStop(this RouteHandlerBuilder route) => route
        .WithName("stop_workflow").WithSummary("Stop a workflow in the background")
        .Produces<WorkflowStopped>(200, "application/json").ProducesWorkflowError(404, 500, 503);

    private static RouteHandlerBuilder ProducesWorkflowError(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<WorkflowErrorAnswer>(status, "application/json");
        }

        return route;
    }

    /// <summary>Gives the stream a name and with it an example.</summary>
    internal sealed class Filter : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<StreamedWorkflow>().Any())
            {
                operation.Responses!["200"].Content![Sse] = new OpenApiMediaType
                {
                    Schema = context.SchemaRepository.AddDefinition("WorkflowEvents", new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Description = "Server-sent events without names: add_message, token, remove_message, error, output, end",
                    }),
                };
            }
        }
    }

    private sealed record StreamedWorkflow;
}

/// <summary>A workflow that has ended, for the description of the API; <see cref="WorkflowAnswer"/> writes it.</summary>
internal sealed record WorkflowResponse(
    Guid FlowId,
    Guid JobId,
    [property: Description("Always response")] string Object,
    DateTimeOffset CreatedTimestamp,
    [property: Description("completed or failed")] string Status,
    IReadOnlyList<WorkflowError> Errors,
    [property: Description("As they came")] IReadOnlyDictionary<string, JsonElement> Inputs,
    [property: Description("What each end of the flow gave, by the id of its component")] IReadOnlyDictionary<string, WorkflowOutput> Outputs,
    JsonElement Metadata);

/// <summary>What a component gave.</summary>
internal sealed record WorkflowOutput(
    string Type,
    string ComponentId,
    string Status,
    [property: Description("The text of an output, or data; null for a message that the flow does not say")] JsonElement? Content,
    JsonElement Metadata);

/// <summary>Why a workflow failed.</summary>
internal sealed record WorkflowError(string Error, string Code, WorkflowErrorDetails Details);

/// <summary>What failed.</summary>
internal sealed record WorkflowErrorDetails(Guid FlowId, string ErrorType);

/// <summary>A workflow that nobody waits for.</summary>
internal sealed record WorkflowJob(
    Guid FlowId,
    Guid JobId,
    [property: Description("Always job")] string Object,
    DateTimeOffset CreatedTimestamp,
    [property: Description("queued, in_progress or cancelled")] string Status,
    WorkflowLinks Links,
    IReadOnlyList<WorkflowError> Errors);

/// <summary>Where to ask for it.</summary>
internal sealed record WorkflowLinks(string Status, string Stop);

/// <summary>What came of stopping a workflow.</summary>
internal sealed record WorkflowStopped(Guid JobId, string Message);

/// <summary>The body of an error.</summary>
internal sealed record WorkflowErrorAnswer(WorkflowErrorDetail Detail);

/// <summary>What is wrong.</summary>
internal sealed record WorkflowErrorDetail(string Error, string Code, string Message)
{
    public string? FlowId { get; init; }

    public string? JobId { get; init; }

    public string? Parameter { get; init; }

    public long? TimeoutSeconds { get; init; }
}
