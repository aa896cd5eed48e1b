using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using SkillFlaw.Grains.Flows;
using SkillFlaw.Graph.Wire;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Builds;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;
using SkillFlaw.WebApi.Start;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.Webhooks;

/// <summary>Following what webhooks do in a flow (semantics section 3.2).</summary>
internal static class WebhookEventEndpoints
{
    private const string About = """
        Server-sent events with names: `connected`, then for each webhook of the flow `vertices_sorted`, `build_start`, `end_vertex`, `add_message`,
        `token`, `error` and `end`, on whichever node it runs; `heartbeat` after half a minute without any. What happened before is not told, and a
        listener that falls more than 100 events behind misses some.
        """;

    public static void MapWebhookEvents(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/webhook-events/{flow_id_or_name}", Follow)
        .Allow(Access.Owner).WithTags("Base").WithName("webhook_events_stream").WithSummary("Follow the webhooks of a flow").WithDescription(About)
        .Produces<string>(200, BuildEventStream.Sse).ProducesError(404).WithMetadata(new FollowedWebhooks());

    private static async Task Follow(
        HttpContext context,
        [FromRoute(Name = "flow_id_or_name")] string flowIdOrName,
        Caller caller,
        FlowDirectory flows,
        IDbContextFactory<SkillFlawDb> databases,
        IFlowFollowers followers,
        Draining draining,
        IOptions<WebhookEventOptions> options,
        TimeProvider clock)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, draining.Begun);
        var flow = await flows.FindAsync(caller, flowIdOrName, until.Token)
            ?? throw new ApiException(StatusCodes.Status404NotFound, $"Flow identifier {flowIdOrName} not found");
        var name = await NameOfAsync(caller, flow.FlowId, databases, until.Token);
        try
        {
            var events = await followers.FollowAsync(new FlowKey(caller.TenantId, flow.FlowId), until.Token);
            context.Response.ContentType = BuildEventStream.Sse;
            BuildEventStream.SetHeaders(context.Response);
            Write(context, "connected", writer =>
            {
                writer.WriteString("flow_id"u8, flow.FlowId);
                writer.WriteString("flow_name"u8, name);
            });
            await WriteAsync(context, events, options.Value.Silence, clock, until.Token);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // The listener has left, or is to come back to another server.
        }
        finally
        {
            await until.CancelAsync();
        }
    }

    private static async Task WriteAsync(
        HttpContext context, ChannelReader<FlowEvent> events, TimeSpan silence, TimeProvider clock, CancellationToken until)
    {
        var output = context.Response.BodyWriter;
        Task<bool>? next = null;
        while (true)
        {
            await output.FlushAsync(until);
            next ??= events.WaitToReadAsync(until).AsTask();
            try
            {
                if (!await next.WaitAsync(silence, clock, until))
                {
                    return;
                }
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                Write(context, "heartbeat", writer => writer.WriteNumber("timestamp"u8, clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0));
                continue;
            }

            next = null;
            while (events.TryRead(out var happened))
            {
                Write(output, happened.Name, happened.Data.AsSpan());
            }
        }
    }

    private static async Task<string?> NameOfAsync(Caller caller, Guid flowId, IDbContextFactory<SkillFlawDb> databases, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Flows.AsNoTracking().OfTenant(caller.TenantId).Where(flow => flow.Id == flowId).Select(flow => flow.Name)
            .SingleOrDefaultAsync(cancellationToken);
    }

    private static void Write(HttpContext context, string name, Action<Utf8JsonWriter> write)
    {
        var data = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(data, WireJson.Options))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        Write(context.Response.BodyWriter, name, data.WrittenSpan);
    }

    private static void Write(IBufferWriter<byte> output, string name, ReadOnlySpan<byte> data)
    {
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(name, output);
        output.Write("\ndata: "u8);
        output.Write(data);
        output.Write("\n\n"u8);
    }

    /// <summary>Gives the stream a name and with it an example.</summary>
    internal sealed class Filter : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<FollowedWebhooks>().Any())
            {
                operation.Responses!["200"].Content![BuildEventStream.Sse] = new OpenApiMediaType
                {
                    Schema = context.SchemaRepository.AddDefinition(
                        "WebhookEvents", new OpenApiSchema { Type = JsonSchemaType.String, Description = "Server-sent events with names" }),
                };
            }
        }
    }

    private sealed record FollowedWebhooks;
}
