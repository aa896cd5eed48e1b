using System.Buffers;
using System.Text.Json.Serialization;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Graph.Runs;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Repeats;
using SkillFlaw.WebApi.Runs;
using SkillFlaw.WebApi.Settings;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Webhooks;

/// <summary>What other systems send to flows (semantics section 3.2). It is stored before it is answered, and from then on is done.</summary>
internal static class WebhookEndpoints
{
    // What a payload may have; files are uploaded.
    private const int MostBytes = 4 << 20;

    private const string About = """
        Takes any body with any content type, for the Webhook components of the flow. The answer comes once the job is stored: from then on it is done
        whatever happens to the server, and it is tried again when it fails in a way that may pass. Needs an API key, or the signature that the flow
        asks for: HMAC-SHA256 of the time in the timestamp's header, a dot and the body, in hexadecimal. One that is missing, wrong or too old is
        answered like a missing key. Where webhooks are open, only flows with a signature ask for anything.
        """;

    public static void MapWebhooks(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/webhook/{flow_id_or_name}", Receive)
        .Described().AllowByItself().WithTags("Base").WithName("webhook_run_flow").WithSummary("Send something to a flow").WithDescription(About)
        .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(WebhookAnswer), ["application/json"]))
        .ProducesError(400, 403, 404, 413, 429, 503).Repeatable(FindScopeAsync, MostBytes);

    private static async Task Receive(HttpContext context)
    {
        BodyLimit.Lower(context, MostBytes);
        var flow = await FindAsync(context);
        if (flow.Signature is { } signature)
        {
            await ReceiveSignedAsync(context, flow, signature);
        }
        else
        {
            var body = await ReadBodyAsync(context);
            RefuseEmpty(body);
            await AnswerAsync(context, await EnqueueAsync(context, flow, body));
        }
    }

    // What does not even say that it is signed, and when, is not read.
    private static async Task ReceiveSignedAsync(HttpContext context, WebhookFlow flow, SignedWebhook signature)
    {
        var services = context.RequestServices;
        var claim = signature.Read(context.Request, services.GetRequiredService<TimeProvider>().GetUtcNow()) ?? throw WrongSignature(context);
        var body = await ReadBodyAsync(context);
        if (!signature.IsRight(claim, body))
        {
            throw WrongSignature(context);
        }

        RefuseEmpty(body);
        var seen = services.GetRequiredService<SeenSignatures>();
        switch (seen.Admit(flow.FlowId, claim.Signature, claim.SentAt, signature.ToleranceSeconds))
        {
            case Admission.Repeated:
                throw new ApiException(StatusCodes.Status403Forbidden, "This request was received already");
            case Admission.TooOld:
                throw WrongSignature(context);
        }

        Guid jobId;
        try
        {
            jobId = await EnqueueAsync(context, flow, body);
        }
        catch
        {
            // It was not taken, so the sender may send it again.
            seen.Forget(flow.FlowId, claim.Signature);
            throw;
        }

        await AnswerAsync(context, jobId);
    }

    private static void RefuseEmpty(byte[] body)
    {
        if (body.Length == 0)
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest, "Request body is empty. You should provide a JSON payload containing the flow ID.");
        }
    }

    private static async Task<Guid> EnqueueAsync(HttpContext context, WebhookFlow flow, byte[] body)
    {
        var jobId = RepeatedWork.NextJobId(context);
        await context.RequestServices.GetRequiredService<IBackgroundJobs>().EnqueueAsync(
            new NewJob
            {
                JobId = jobId,
                TenantId = flow.TenantId,
                FlowId = flow.FlowId,
                FlowVersion = flow.Version,
                UserId = flow.UserId,
                Source = JobSource.Webhook,
                Request = body,
            },
            context.RequestAborted);
        return jobId;
    }

    private static async Task AnswerAsync(HttpContext context, Guid jobId)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await RunEndpoints.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, "Task started in the background");
            writer.WriteString("status"u8, "in progress");
            writer.WriteString("job_id"u8, jobId);
            writer.WriteEndObject();
        });
    }

    // Without a caller a flow has keys of its own: nobody else's, and not those of its owner's other requests. Whoever cannot sign has none.
    private static async ValueTask<RepeatScope> FindScopeAsync(HttpContext context)
    {
        var flow = await FindAsync(context);
        if (flow.Signature is { } signature)
        {
            // An answer that is there already is for who signs too. That a signature comes again does no harm here.
            var claim = signature.Read(context.Request, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())
                ?? throw WrongSignature(context);
            if (!signature.IsRight(claim, await ReadBodyAsync(context, isReadAgain: true)))
            {
                throw WrongSignature(context);
            }
        }

        return context.User is CallerPrincipal { Caller: var caller } ? RepeatScope.Of(caller) : new RepeatScope(flow.TenantId, $"webhook {flow.FlowId}");
    }

    private static async ValueTask<WebhookFlow> FindAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["flow_id_or_name"]!;
        if (context.User is CallerPrincipal { Caller: var caller })
        {
            return await context.RequestServices.GetRequiredService<FlowDirectory>().FindAsync(caller, name, context.RequestAborted) is { } own
                ? new WebhookFlow(caller.TenantId, own.FlowId, own.Version, caller.UserId)
                : throw NotFound(name);
        }

        if (HasKey(context.Request))
        {
            throw new ApiException(StatusCodes.Status403Forbidden, "Invalid API key");
        }

        var flow = await context.RequestServices.GetRequiredService<WebhookFlows>().FindAsync(name, context.RequestAborted);
        return flow?.Signature is null && NeedsCredentials(context) ? throw NoCredentials() : flow ?? throw NotFound(name);
    }

    private static bool NeedsCredentials(HttpContext context) => context.RequestServices.GetRequiredService<ServerSettings>().WebhooksNeedCredentials;

    private static ApiException NoCredentials() => new(StatusCodes.Status403Forbidden, "API key required when webhook authentication is enabled");

    // Who has no credentials must not hear which flows there are; where webhooks are open, that can be seen anyway.
    private static ApiException WrongSignature(HttpContext context) => NeedsCredentials(context)
        ? NoCredentials()
        : new ApiException(StatusCodes.Status403Forbidden, "The signature is missing, wrong or too old");

    private static ApiException NotFound(string name) => new(StatusCodes.Status404NotFound, $"Flow identifier {name} not found");

    // Credentials that are wrong are no credentials, but whoever has them should hear of it.
    private static bool HasKey(HttpRequest request) => request.Headers.ContainsKey("x-api-key") || request.Query.ContainsKey("x-api-key");

    private static async ValueTask<byte[]> ReadBodyAsync(HttpContext context, bool isReadAgain = false)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(isReadAgain ? read.Buffer.Start : read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}

/// <summary>A webhook that was taken.</summary>
/// <param name="Message">A sentence.</param>
/// <param name="Status">"in progress".</param>
/// <param name="JobId">The job, as the jobs' endpoints know it.</param>
internal sealed record WebhookAnswer(string Message, string Status, Guid JobId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WebhookAnswer))]
internal sealed partial class WebhookJson : JsonSerializerContext;
