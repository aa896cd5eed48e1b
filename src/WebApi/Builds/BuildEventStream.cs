using System.Buffers;
using System.Globalization;
using SkillFlaw.Grains.Builds;
using SkillFlaw.WebApi.Repeats;
using SkillFlaw.WebApi.Start;

namespace SkillFlaw.WebApi.Builds;

/// <summary>
/// Answers with the events of a build while they come: each a JSON object on a line of its own and an empty line (semantics section 4.2), or
/// as server-sent events with their numbers, for who asks for those.
/// </summary>
/// <param name="events">The events.</param>
/// <param name="isSse">Whether as server-sent events.</param>
/// <param name="left">Called when the reader has left before the end; null for nothing.</param>
internal sealed class BuildEventStream(Func<CancellationToken, IAsyncEnumerable<BuildEventBatch>> events, bool isSse, Func<Task>? left = null) : IResult
{
    /// <summary>What server-sent events are called.</summary>
    public const string Sse = "text/event-stream";

    /// <summary>What lines of JSON are called.</summary>
    public const string Lines = "application/x-ndjson";

    /// <summary>Proxies give up connections that are silent for a minute, some earlier.</summary>
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(15);

    // A proxy hears that it is not to keep events back, and does not tell the proxy in front of it. With HTTP/1.1 that one passes on what it has;
    // with HTTP/1.0, which nginx speaks unless it is told otherwise, only buffers that are full, of 4 or 8 KiB. Empty lines mean nothing to anybody.
    private static readonly byte[] _padding = [.. Enumerable.Repeat((byte)'\n', 8 << 10)];

    private bool _needsPadding;
    private bool _isPadded = true;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        _needsPadding = HttpProtocol.IsHttp10(httpContext.Request.Protocol);
        response.ContentType = isSse ? Sse : Lines;
        SetHeaders(response);
        var draining = httpContext.RequestServices.GetRequiredService<Draining>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, draining.GivenUp);
        var aborted = stop.Token;
        var clock = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        try
        {
            await response.StartAsync(aborted);
            await response.BodyWriter.FlushAsync(aborted);
            await WriteAsync(response, clock, aborted);
        }
        catch (OperationCanceledException) when (draining.GivenUp.IsCancellationRequested)
        {
            // Broken off and not ended: the reader comes back to the next server with its number.
            RepeatedWork.LeaveUnfinished(httpContext, Unfinished.BeginsAgain);
            httpContext.Abort();
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            RepeatedWork.LeaveUnfinished(httpContext, Unfinished.IsForgotten);
            await (left?.Invoke() ?? Task.CompletedTask);
        }
    }

    /// <summary>No proxy keeps events back, or changes them.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    private async Task WriteAsync(HttpResponse response, TimeProvider clock, CancellationToken aborted)
    {
        await using var batches = events(aborted).GetAsyncEnumerator(aborted);
        while (true)
        {
            // What came together is sent together; before waiting, everything is sent.
            var next = batches.MoveNextAsync().AsTask();
            if (!next.IsCompleted)
            {
                Pad(response.BodyWriter);
                await response.BodyWriter.FlushAsync(aborted);
                await WaitAsync(next, response, clock, aborted);
            }

            if (!await next)
            {
                break;
            }

            Write(response.BodyWriter, batches.Current);
        }

        await response.BodyWriter.FlushAsync(aborted);
    }

    private async Task WaitAsync(Task next, HttpResponse response, TimeProvider clock, CancellationToken aborted)
    {
        while (!next.IsCompleted)
        {
            try
            {
                await next.WaitAsync(_silence, clock, CancellationToken.None);
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                response.BodyWriter.Write(isSse ? ": keep-alive\n\n"u8 : "\n\n"u8);
                await response.BodyWriter.FlushAsync(aborted);
            }
        }
    }

    private void Pad(IBufferWriter<byte> output)
    {
        if (_needsPadding && !_isPadded)
        {
            output.Write(_padding);
            _isPadded = true;
        }
    }

    private void Write(IBufferWriter<byte> output, BuildEventBatch batch)
    {
        _isPadded = false;
        var number = batch.First;
        for (var rest = batch.Lines.AsSpan(); !rest.IsEmpty; number++)
        {
            var end = rest.IndexOf((byte)'\n');
            if (isSse)
            {
                output.Write("id: "u8);
                WriteNumber(output, number);
                output.Write("\ndata: "u8);
            }

            output.Write(rest[..end]);
            output.Write("\n\n"u8);
            rest = rest[(end + 1)..];
        }
    }

    private static void WriteNumber(IBufferWriter<byte> output, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        _ = number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        output.Write(digits[..length]);
    }
}
