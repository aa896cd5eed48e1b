using System.Text.Json;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Repeats;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Runs;

/// <summary>A run of several sets of inputs, each through the whole flow (semantics section 3.1).</summary>
internal static class AdvancedRun
{
    private const int MostInputs = 100;

    public static async Task Run(HttpContext context)
    {
        var start = context.RequestServices.GetRequiredService<RunStart>();
        var flow = await start.FindFlowAsync(context);
        var body = AdvancedBody.Read((await JsonBody.ReadAsync(context)).Root);
        using var permit = await start.EnterAsync(context);
        var session = string.IsNullOrEmpty(body.SessionId) ? flow.FlowId.ToString() : body.SessionId;
        var outcomes = new List<(string? InputValue, RunOutcome Outcome)>(body.Inputs.Count);
        foreach (var input in body.Inputs)
        {
            var request = RepeatedWork.Mark(context, new RunRequest
            {
                FlowId = flow.FlowId,
                FlowVersion = flow.Version,
                UserId = Caller.Of(context).UserId,
                OutputComponents = [.. body.Outputs],
                OutputType = "any",
                Variables = RequestVariables.Of(context.Request, System.Collections.Immutable.ImmutableDictionary<string, string>.Empty),
                Inputs = new RunInputs
                {
                    Tweaks = body.Tweaks,
                    Inputs = [new RunInput(input.Value, [.. input.Components], input.Type)],
                    SessionId = string.IsNullOrEmpty(input.Session) ? session : input.Session,
                    Stream = false,
                },
            });
            try
            {
                outcomes.Add((input.Value, await start.NewJob(context).RunToEndAsync(request, context.RequestAborted)));
            }
            catch (RunFailedException failure)
            {
                throw failure.IsTemporary
                    ? new ApiException(StatusCodes.Status503ServiceUnavailable, failure.Message) { RetryAfter = TimeSpan.FromSeconds(1) }
                    : new ApiException(StatusCodes.Status500InternalServerError, failure.Message);
            }
        }

        await RunEndpoints.WriteAsync(context, writer => new RunAnswer(writer, dropsNulls: true).Write(session, [.. outcomes]));
    }

    private sealed record AdvancedInput(string Value, IReadOnlyList<string> Components, string? Session, string Type);

    private sealed record AdvancedBody(
        IReadOnlyList<AdvancedInput> Inputs, IReadOnlyList<string> Outputs, ObjectValue Tweaks, string? SessionId)
    {
        private static readonly AdvancedInput _nothing = new("", [], null, RunInput.Any);

        public static AdvancedBody Read(JsonElement root)
        {
            if (root.ValueKind is JsonValueKind.Undefined)
            {
                return new AdvancedBody([_nothing], [], ObjectValue.Empty, null);
            }

            var fields = new JsonFields(root);
            var inputs = fields.Objects("inputs", MostInputs)?.Select(ReadInput).ToList();
            var body = new AdvancedBody(
                inputs is { Count: > 0 } ? inputs : [_nothing],
                fields.Texts("outputs") ?? [],
                RunBody.ReadTweaks(fields.Object("tweaks"), fields) ?? ObjectValue.Empty,
                fields.Text("session_id"));
            _ = fields.Flag("stream");
            RunBody.CheckSession(body.SessionId, fields, "session_id");
            fields.Check();
            return body;
        }

        private static AdvancedInput ReadInput(JsonFields fields)
        {
            fields.Only("components", "input_value", "session", "type", "client_request_time");
            _ = fields.Integer("client_request_time", long.MaxValue);
            var session = fields.Text("session");
            RunBody.CheckSession(session, fields, "session");
            return new AdvancedInput(
                fields.Text("input_value") ?? "",
                fields.Texts("components") ?? [],
                session,
                fields.OneOf("type", RunInput.Chat, "text", RunInput.Any) ?? RunInput.Any);
        }
    }
}
