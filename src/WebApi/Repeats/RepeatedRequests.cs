using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Repeats;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.Repeats;

/// <summary>
/// Does a request with an <c>Idempotency-Key</c> once, and answers it again as often as it comes. The answer is stored before its caller hears
/// of it, but for streams.
/// </summary>
internal sealed partial class RepeatedRequests(
    RepeatClaims claims, IJobNode node, ServerSettings settings, TimeProvider clock, ILogger<RepeatedRequests> logger)
{
    /// <summary>Says that an answer was given before.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    // Besides the time of a run itself.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public Task ServeAsync(HttpContext context, RequestDelegate next) =>
        context.Request.Headers.TryGetValue(RepeatKey.Header, out var keys)
        && context.GetEndpoint()?.Metadata.GetMetadata<RepeatableEndpoint>() is { } endpoint
            ? ServeAsync(context, endpoint, RepeatKey.Read(keys), next)
            : next(context);

    private async Task ServeAsync(HttpContext context, RepeatableEndpoint endpoint, string key, RequestDelegate next)
    {
        BodyLimit.Lower(context, endpoint.MostBytes);
        var scope = await endpoint.FindScopeAsync(context);
        var requestHash = await RepeatKey.HashRequestAsync(context);
        var turn = await EnterAsync(context, scope, key, requestHash);
        if (turn.Answer is { } answer)
        {
            await ReplayAsync(context, answer);
            return;
        }

        try
        {
            await ExecuteAsync(context, turn, next);
        }
        finally
        {
            // Whatever went wrong: nobody is to wait for it.
            await (turn.Ended.IsCompleted ? Task.CompletedTask : GiveUpAsync(turn, Unfinished.BeginsAgain));
        }
    }

    private async Task<RepeatTurn> EnterAsync(HttpContext context, RepeatScope scope, string key, string requestHash)
    {
        using var limit = new CancellationTokenSource(settings.RunTimeout + _patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            return await claims.EnterAsync(scope.TenantId, RepeatKey.HashOf(scope, key), requestHash, either.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new ApiException(
                StatusCodes.Status409Conflict, $"The request with this {RepeatKey.Header} that came first has not ended yet. Try again later.");
        }
    }

    private static async Task ReplayAsync(HttpContext context, RepeatableRequest answer)
    {
        context.Response.Headers[ReplayedHeader] = "true";
        if (answer.Body is null)
        {
            throw new ApiException(
                StatusCodes.Status409Conflict,
                $"This request was done and answered with status {answer.Status}, but the answer was too large to be kept. Use another {RepeatKey.Header} to do it again.");
        }

        context.Response.StatusCode = answer.Status!.Value;
        context.Response.ContentType = answer.ContentType;
        await SendAsync(context, answer.Body);
    }

    private async Task ExecuteAsync(HttpContext context, RepeatTurn turn, RequestDelegate next)
    {
        var caller = context.RequestAborted;
        var inner = context.Features.Get<IHttpResponseBodyFeature>()!;
        var kept = new KeptAnswer(context.Response, inner);
        var work = new RepeatedWork(turn.Row!.JobId, turn.WasTried);
        Unfinished unfinished;
        Exception? failure = null;

        // Others may take the request over then, so this node must not go on with it.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(caller, node.Lease);
        try
        {
            context.RequestAborted = stop.Token;
            context.Features.Set<IHttpResponseBodyFeature>(kept);
            context.Features.Set(work);
            failure = await RunAsync(context, kept, next);
            unfinished = work.Unfinished is not Unfinished.No ? work.Unfinished
                : failure is null ? WhatRemainsOf(context.Response.StatusCode, turn.WasTried)
                : WhatRemainsOf(failure, turn.WasTried);
        }
        finally
        {
            context.Features.Set<RepeatedWork>(null);
            context.Features.Set(inner);
            context.RequestAborted = caller;
        }

        await (unfinished is Unfinished.No ? StoreAsync(context, turn, kept) : GiveUpAsync(turn, unfinished));
        if (kept.IsPassing && stop.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            // Broken off, and not ended.
            context.Abort();
        }
        else if (failure is OperationCanceledException && !caller.IsCancellationRequested)
        {
            failure = new ApiException(StatusCodes.Status503ServiceUnavailable, "The server could not go on with this request. Try again.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }

        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        await (kept.IsPassing ? Task.CompletedTask : SendAsync(context, kept.Bytes));
    }

    // Gives the failure that is not an answer to be kept; those that are have been written.
    private static async Task<Exception?> RunAsync(HttpContext context, KeptAnswer kept, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception failure) when (kept.IsPassing || !IsAnswer(failure))
        {
            return failure;
        }
        catch (Exception answer)
        {
            context.Response.Clear();
            kept.Clear();
            foreach (var handler in context.RequestServices.GetServices<IExceptionHandler>())
            {
                if (await handler.TryHandleAsync(context, answer, CancellationToken.None))
                {
                    break;
                }
            }
        }

        await kept.CompleteAsync();
        return null;
    }

    private static bool IsAnswer(Exception failure) => failure switch
    {
        ApiException api => WhatRemainsOf(api.Status, wasTried: false) is Unfinished.No,
        RequestInvalidException => true,
        BadHttpRequestException bad => WhatRemainsOf(bad.StatusCode, wasTried: false) is Unfinished.No,
        _ => false,
    };

    private static Unfinished WhatRemainsOf(Exception failure, bool wasTried) => failure switch
    {
        ApiException api => WhatRemainsOf(api.Status, wasTried),
        QueueFullException => WhatRemainsOf(StatusCodes.Status429TooManyRequests, wasTried),
        _ => Unfinished.BeginsAgain,
    };

    // The failure of a run itself is 500 and an answer. Of other failures nobody knows what they have left, nor of what was refused now but
    // may have been taken before.
    private static Unfinished WhatRemainsOf(int status, bool wasTried) => status switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status409Conflict or StatusCodes.Status429TooManyRequests
            => wasTried ? Unfinished.BeginsAgain : Unfinished.IsForgotten,
        > StatusCodes.Status500InternalServerError or StatusCodes.Status499ClientClosedRequest => Unfinished.BeginsAgain,
        _ => Unfinished.No,
    };

    private async Task StoreAsync(HttpContext context, RepeatTurn turn, KeptAnswer kept)
    {
        var answer = turn.Row! with
        {
            Status = context.Response.StatusCode,
            ContentType = context.Response.ContentType,
            Body = kept.IsTooLarge ? null : kept.Bytes.ToArray(),
        };
        try
        {
            await claims.AnswerAsync(turn, answer);
        }
        catch (RowRefusedException) when (!kept.IsPassing)
        {
            context.Response.Clear();
            throw new ApiException(StatusCodes.Status503ServiceUnavailable, "Another server goes on with this request. Try again.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }
        catch (Exception failure)
        {
            // Done is done: sent again it is begun again, with the same jobs.
            LogNotKept(failure, turn.Row.JobId);
        }
    }

    private async Task GiveUpAsync(RepeatTurn turn, Unfinished how)
    {
        try
        {
            await claims.GiveUpAsync(turn, how);
        }
        catch (Exception failure)
        {
            LogNotKept(failure, turn.Row!.JobId);
        }
    }

    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        if (!body.IsEmpty)
        {
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What became of request {JobId} could not be stored for whoever repeats it")]
    private partial void LogNotKept(Exception exception, Guid jobId);
}
