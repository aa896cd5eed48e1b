using Microsoft.OpenApi;
using SkillFlaw.WebApi.Http;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.Runs;

/// <summary>Describes the runs. Their handlers read requests by themselves, so nothing can be told from their parameters.</summary>
internal static class RunDocumentation
{
    private const string Variables = """
        Variables of this run alone can be sent as headers: `X-SKILLFLAW-GLOBAL-VAR-<NAME>: <value>`, also with `LANGFLOW` in place of
        `SKILLFLAW`. The name is taken in upper case. They replace those in `context.request_variables`.
        """;

    private const string Run = $"""
        The body may be left out, or have its fields in an object `input_request`. Of a body without such an object that has something wrong in it
        all fields are taken as left out; with one it is an error.

        With `stream=true` the answer comes while the flow runs: every event is a JSON object on a line of its own and an empty line, without
        `data:` before it. The last one is `end` with the whole result, or `error`.

        {Variables}
        """;

    private const string Advanced = $"""
        Every set of inputs runs the whole flow once. The answer has a result for each, and leaves out fields that are null.

        {Variables}
        """;

    public static IEndpointConventionBuilder DocumentRun(this IEndpointConventionBuilder route, string id, string summary) =>
        route.Document(new DescribedRun(typeof(RunRequestBody), Streams: true)).WithName(id).WithSummary(summary).WithDescription(Run)
            .ProducesError(400, 404, 429, 500);

    public static IEndpointConventionBuilder DocumentAdvancedRun(this IEndpointConventionBuilder route) =>
        route.Document(new DescribedRun(typeof(AdvancedRunBody), Streams: false)).WithName("run_flow_advanced")
            .WithSummary("Run a flow with several sets of inputs").WithDescription(Advanced).ProducesError(404, 429, 500);

    /// <summary>For a handler that reads its request by itself: only endpoints that name their method are described.</summary>
    public static IEndpointConventionBuilder Described(this IEndpointConventionBuilder route)
    {
        route.Add(endpoint => endpoint.Metadata.Add(endpoint.RequestDelegate!.Method));
        return route;
    }

    private static IEndpointConventionBuilder Document(this IEndpointConventionBuilder route, DescribedRun run) => route.Described()
        .WithMetadata(run, new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(RunResponse), ["application/json"]));

    /// <summary>Puts it into the description.</summary>
    internal sealed class Filter : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<DescribedRun>().FirstOrDefault() is not { } run)
            {
                return;
            }

            operation.RequestBody = new OpenApiRequestBody
            {
                Content = new Dictionary<string, IOpenApiMediaType>
                {
                    ["application/json"] = new OpenApiMediaType { Schema = context.SchemaGenerator.GenerateSchema(run.Body, context.SchemaRepository) },
                },
            };
            operation.Parameters =
            [
                Text("flow_id_or_name", ParameterLocation.Path, "The flow's id, or its endpoint name"),
                Text("user_id", ParameterLocation.Query, "Whose flow an endpoint name means: the caller's own id, or nothing"),
            ];
            if (run.Streams)
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = "stream",
                    In = ParameterLocation.Query,
                    Description = "Whether to answer with events while the flow runs",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false },
                });
                operation.Responses!["200"].Content!["text/event-stream"] = new OpenApiMediaType { Schema = Events(context.SchemaRepository) };
            }
        }

        private static OpenApiParameter Text(string name, ParameterLocation place, string description) => new()
        {
            Name = name,
            In = place,
            Required = place is ParameterLocation.Path,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

        private static OpenApiSchemaReference Events(SchemaRepository schemas) => schemas.Schemas.ContainsKey("RunEvents")
            ? new OpenApiSchemaReference("RunEvents")
            : schemas.AddDefinition("RunEvents", new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "Objects `{\"event\": …, \"data\": …}`, an empty line after each: add_message, token, remove_message, error, end",
            });
    }

    private sealed record DescribedRun(Type Body, bool Streams);
}
