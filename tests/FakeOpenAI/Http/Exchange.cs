using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SkillFlaw.FakeOpenAI.Http;

/// <summary>A request that is being answered.</summary>
internal sealed class Exchange(HttpContext context, FakeRequest request, CancellationToken stopping)
{
    private readonly HttpResponse _response = context.Response;

    public FakeRequest Request => request;

    public PipeWriter Body => _response.BodyWriter;

    public bool HasBegun => _response.HasStarted;

    public void BeginEvents()
    {
        _response.ContentType = "text/event-stream; charset=utf-8";
        _response.Headers.CacheControl = "no-cache";
        AddRequestId();
    }

    public Task WriteJsonAsync(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK) =>
        WriteBytesAsync(JsonText.Bytes(write), status);

    /// <summary>A success with JSON that breaks off.</summary>
    public Task WriteHalfAsync(Action<Utf8JsonWriter> write)
    {
        var json = JsonText.Bytes(write);
        return WriteBytesAsync(json[..(json.Length / 2)], StatusCodes.Status200OK);
    }

    /// <summary>The replies that fit any request.</summary>
    public Task WriteAsync(FakeReply reply)
    {
        switch (reply)
        {
            case ErrorReply error:
                return WriteErrorAsync(error.Status, error.Code, error.Message, retryAfter: error.RetryAfter);
            case HangReply:
                return HangAsync();
            case BrokenReply { Drops: true }:
                context.Abort();
                return Task.CompletedTask;
            default:
                throw RefusedException.Misuse($"A request of {request.Path} cannot be answered with a {reply.GetType().Name}.");
        }
    }

    public Task WriteErrorAsync(int status, string? code, string message, string? parameter = null, TimeSpan? retryAfter = null)
    {
        if (retryAfter is { } delay)
        {
            _response.Headers.RetryAfter = Math.Ceiling(delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            _response.Headers["retry-after-ms"] = Math.Ceiling(delay.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        }

        return WriteJsonAsync(
            json =>
            {
                json.WriteStartObject();
                json.WriteStartObject("error");
                json.WriteString("message", message);
                json.WriteString("type", status switch { 429 => "requests", >= 500 => "server_error", _ => "invalid_request_error" });
                json.WriteString("param", parameter);
                json.WriteString("code", code);
                json.WriteEndObject();
                json.WriteEndObject();
            },
            status);
    }

    /// <summary>Sends what was written. Throws when the client has gone: it did not get the end.</summary>
    public async Task FlushAsync()
    {
        context.RequestAborted.ThrowIfCancellationRequested();
        await Body.FlushAsync(context.RequestAborted);
    }

    public async Task PassAsync(FakeGate? gate)
    {
        if (gate is not null)
        {
            await using var cut = stopping.Register(context.Abort);
            await gate.PassAsync(context.RequestAborted);
        }
    }

    /// <summary>Makes the connection end, after what is written, before the end that the response has announced.</summary>
    public void AnnounceMore() => _response.ContentLength = long.MaxValue;

    private async Task WriteBytesAsync(ReadOnlyMemory<byte> json, int status)
    {
        _response.StatusCode = status;
        _response.ContentType = "application/json";
        _response.ContentLength = json.Length;
        AddRequestId();
        Body.Write(json.Span);
        await FlushAsync();
    }

    private async Task HangAsync()
    {
        await using var cut = stopping.Register(context.Abort);
        await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
    }

    private void AddRequestId() => _response.Headers["x-request-id"] = string.Create(CultureInfo.InvariantCulture, $"req_{request.Number}");
}
