using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Repeats;
using SkillFlaw.WebApi.Runs;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Responses;

/// <summary>Running a flow as if it were one of OpenAI's models (semantics section 3.3).</summary>
internal static class ResponseEndpoints
{
    private const string Description = """
        For OpenAI's client libraries: their base address is that of this server with `/api/v1`, their key is an API key, and the model is a flow.
        The id of a response is that of its conversation; with it as `previous_response_id` the next one goes on there.

        Whatever is wrong with the flow or its run is answered with status 200 and an object `error`. With `stream` the answer comes as server-sent
        events: OpenAI's own, with their names, and beside each piece of text a chunk `{"object": "response.chunk", "delta": {"content": …}}`. The last
        one is `[DONE]`.

        Variables of this run alone can be sent as headers: `X-SKILLFLAW-GLOBAL-VAR-<NAME>: <value>`, also with `LANGFLOW` in place of `SKILLFLAW`.
        """;

    public static void MapResponses(this IEndpointRouteBuilder routes)
    {
        var responses = routes.MapGroup("/api/v1").WithTags("OpenAI Responses API").Allow(Access.Owner).TakesKeysAsBearer();

        responses.MapPost("/responses", Create).WithName("create_response").WithSummary("Run a flow as OpenAI's clients run a model")
            .WithDescription(Description).Takes<ResponseRequestBody>().DocumentResponse().ProducesError(429).Repeatable();
    }

    private static async Task Create(HttpContext context, JsonBody json, Caller caller, FlowDirectory flows, ChatFlows chats, RunStart start, TimeProvider clock)
    {
        var body = ResponseBody.Read(json);
        if (body.HasTools)
        {
            await ResponseFailure.WriteAsync(context, body, "Tools are not supported yet", ResponseJson.InvalidRequest, "tools_not_supported");
            return;
        }

        var flow = await flows.FindAsync(caller, body.Model, context.RequestAborted);
        if (flow is null)
        {
            await ResponseFailure.WriteAsync(context, body, $"Flow with id '{body.Model}' not found", ResponseJson.InvalidRequest, "flow_not_found");
            return;
        }

        if (await chats.FindMissingAsync(caller.TenantId, flow, context.RequestAborted) is { } missing)
        {
            await ResponseFailure.WriteAsync(
                context, body, $"Flow must have a {missing} component to be compatible with OpenAI Responses API", ResponseJson.Processing);
            return;
        }

        var session = string.IsNullOrEmpty(body.PreviousId) ? RepeatedWork.NewSession(context) : body.PreviousId;
        var head = new ResponseHead(session, body.Model, body.PreviousId, clock.GetUtcNow().ToUnixTimeSeconds());
        using var permit = await start.EnterAsync(context);
        var request = RepeatedWork.Mark(context, RequestOf(context, caller, flow, body, session));
        await (body.Stream
            ? ResponseStream.WriteAsync(context, start.NewJob(context), request, body, head)
            : AnswerAsync(context, start.NewJob(context), request, body, head));
    }

    private static RunRequest RequestOf(HttpContext context, Caller caller, FlowEntry flow, ResponseBody body, string session) => new()
    {
        FlowId = flow.FlowId,
        FlowVersion = flow.Version,
        UserId = caller.UserId,
        Variables = RequestVariables.Of(context.Request, System.Collections.Immutable.ImmutableDictionary<string, string>.Empty),
        Inputs = new RunInputs
        {
            Inputs = [new RunInput(body.Input, [], RunInput.Chat)],
            SessionId = session,
            Stream = body.Stream,
        },
    };

    private static async Task AnswerAsync(HttpContext context, IBuildJobGrain job, RunRequest request, ResponseBody body, ResponseHead head)
    {
        RunOutcome outcome;
        try
        {
            outcome = await job.RunToEndAsync(request, context.RequestAborted);
        }
        catch (RunFailedException failure)
        {
            // A client that is told so comes again by itself.
            await (failure.IsTemporary
                ? RunFailure.WriteAsync(context, failure)
                : ResponseFailure.WriteAsync(context, body, failure.Message, ResponseJson.Processing));
            return;
        }

        var answer = ResponseAnswer.Of(outcome);
        await RunEndpoints.WriteAsync(context, writer => ResponseJson.Write(writer, head, ResponseJson.Completed, null, () =>
        {
            foreach (var (index, tool) in (answer.Message is null ? [] : ToolUse.Of(answer.Message)).Index())
            {
                ResponseJson.WriteTool(writer, tool, index + 1, body.WithResults);
            }

            ResponseJson.WriteMessage(writer, head, ResponseJson.Completed, answer.Text);
        }));
    }
}
