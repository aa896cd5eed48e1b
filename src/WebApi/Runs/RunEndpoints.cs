using System.Text.Json;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Repeats;
using SkillFlaw.WebApi.Settings;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Runs;

/// <summary>Running a flow and answering with what it gave (semantics sections 2 and 3.1). The hot path of the server.</summary>
internal static class RunEndpoints
{
    public static RouteGroupBuilder MapRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/api/v1").WithTags("Base").Allow(Access.Owner);

        runs.MapPost("/run/{flow_id_or_name}", Run).DocumentRun("run_flow", "Run a flow").Repeatable();
        runs.MapPost("/run/dev/{flow_id_or_name}", Run).DocumentRun("run_flow_dev", "Run the current draft of a flow").Repeatable();
        runs.MapPost("/run/session/{flow_id_or_name}", RunSession).DocumentRun("run_flow_session", "Run a flow from the editor's assistant")
            .Repeatable();
        runs.MapPost("/run/advanced/{flow_id_or_name}", AdvancedRun.Run).DocumentAdvancedRun().Repeatable();

        runs.MapPost("/predict/{flow_id}", () => Deprecated("/process")).ExcludeFromDescription();
        runs.MapPost("/process/{flow_id}", () => Deprecated("/process")).ExcludeFromDescription();
        runs.MapGet("/task/{task_id}", () => Deprecated("/task")).ExcludeFromDescription();

        return runs;
    }

    /// <summary>Throws unless the tweaks leave the input to the request.</summary>
    public static void CheckTweaks(ObjectValue tweaks, string? inputValue, string inputType)
    {
        foreach (var (key, value) in tweaks.Entries)
        {
            if (inputValue is null || value is not ObjectValue fields || fields.Find("input_value") is null or NullValue)
            {
                continue;
            }

            var input = inputType == "chat" && (key.Contains("ChatInput", StringComparison.Ordinal) || key.Contains("Chat Input", StringComparison.Ordinal)) ? "chat"
                : inputType == "text" && (key.Contains("TextInput", StringComparison.Ordinal) || key.Contains("Text Input", StringComparison.Ordinal)) ? "text"
                : null;
            if (input is not null)
            {
                throw new ApiException(
                    StatusCodes.Status400BadRequest,
                    $"If you pass an input_value to the {input} input, you cannot pass a tweak with the same name.");
            }
        }
    }

    /// <summary>Answers with JSON whose length is known before it is sent.</summary>
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        using var answer = AnswerBuffer.Rent();
        write(answer.Writer);
        answer.Writer.Flush();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Bytes.Length;
        await context.Response.BodyWriter.WriteAsync(answer.Bytes, context.RequestAborted);
    }

    private static ApiError Deprecated(string route) =>
        ApiError.BadRequest($"The {route} endpoint is deprecated and will be removed in a future version. Please use /run instead.");

    private static Task RunSession(HttpContext context) =>
        context.RequestServices.GetRequiredService<ServerSettings>().AgenticExperience
            ? Run(context)
            : ApiError.WriteAsync(context, StatusCodes.Status404NotFound, "This endpoint is not available");

    private static async Task Run(HttpContext context)
    {
        var start = context.RequestServices.GetRequiredService<RunStart>();
        var flow = await start.FindFlowAsync(context);
        var body = RunBody.Read((await JsonBody.ReadAsync(context)).Root);
        var stream = ReadFlag(context, "stream");
        var request = RepeatedWork.Mark(context, new RunRequest
        {
            FlowId = flow.FlowId,
            FlowVersion = flow.Version,
            UserId = Caller.Of(context).UserId,
            OutputComponents = body.OutputComponent.Length == 0 ? [] : [body.OutputComponent],
            OutputType = body.OutputType,
            Variables = RequestVariables.Of(context.Request, body.Variables),
            Inputs = new RunInputs
            {
                Tweaks = body.Tweaks,
                Inputs = body.InputValue is null ? [] : [new RunInput(body.InputValue, [], body.InputType)],
                SessionId = string.IsNullOrEmpty(body.SessionId) ? flow.FlowId.ToString() : body.SessionId,
                Stream = stream,
            },
        });
        using var permit = await start.EnterAsync(context);
        if (stream)
        {
            await RunStream.WriteAsync(context, start.NewJob(context), request, body);
            return;
        }

        CheckTweaks(body.Tweaks, body.InputValue, body.InputType);
        RunOutcome outcome;
        try
        {
            outcome = await start.NewJob(context).RunToEndAsync(request, context.RequestAborted);
        }
        catch (RunFailedException failure)
        {
            await RunFailure.WriteAsync(context, failure);
            return;
        }

        await WriteAsync(context, writer => new RunAnswer(writer, dropsNulls: false).Write(outcome.SessionId, (body.InputValue, outcome)));
    }

    private static bool ReadFlag(HttpContext context, string name)
    {
        if (!context.Request.Query.TryGetValue(name, out var values))
        {
            return false;
        }

        return QueryFlag.TryParse(values[^1], null, out var flag)
            ? flag
            : throw new RequestInvalidException(
            [
                new ValidationError(
                    "bool_parsing",
                    ["query", name],
                    "Input should be a valid boolean, unable to interpret input",
                    JsonSerializer.SerializeToElement(values[^1] ?? "", HttpJson.Default.String)),
            ]);
    }
}
