using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SkillFlaw.Bench.All.Processes;

/// <summary>
/// The limit that SkillFlaw is measured against: endpoints of ASP.NET Core that find the API key by its SHA-256, parse the same body, and write an
/// answer of the size that the query names, with the input in it.
/// </summary>
internal static class BareServer
{
    private static readonly byte[] _accepted =
        """{"message":"Task started in the background","status":"in progress","job_id":"01980d3e-5b7a-7c3e-9d52-6f1d7f0a1c22"}"""u8.ToArray();
    private static readonly byte[] _filler = [.. Enumerable.Repeat((byte)'x', 4 << 20)];

    public static async Task RunAsync(int port, string apiKey)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var keys = new Dictionary<string, string> { [HashOf(apiKey)] = "admin" };
        app.MapPost("/run", context => RunAsync(context, keys));
        app.MapGet("/list", context => ListAsync(context, keys));
        app.MapPost("/webhook", context => AcceptAsync(context, keys));
        await app.StartAsync();
        Console.WriteLine($"listening on {app.Urls.First()}");
        await app.WaitForShutdownAsync();
    }

    private static async Task RunAsync(HttpContext context, Dictionary<string, string> keys)
    {
        if (!IsKnown(context, keys))
        {
            return;
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var text = JsonEncodedText.Encode(body.RootElement.TryGetProperty("input_value", out var input) ? input.GetString()! : "");
        if (Number(context, "delay") is > 0 and var delay)
        {
            await Task.Delay(delay);
        }

        Write(context, text.EncodedUtf8Bytes);
        await context.Response.BodyWriter.FlushAsync();
    }

    private static async Task ListAsync(HttpContext context, Dictionary<string, string> keys)
    {
        if (IsKnown(context, keys))
        {
            Write(context, []);
            await context.Response.BodyWriter.FlushAsync();
        }
    }

    // What webhooks are measured against: the body is read, and nothing happens with it.
    private static async Task AcceptAsync(HttpContext context, Dictionary<string, string> keys)
    {
        if (!IsKnown(context, keys))
        {
            return;
        }

        var read = await context.Request.BodyReader.ReadAsync();
        while (!read.IsCompleted)
        {
            context.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await context.Request.BodyReader.ReadAsync();
        }

        context.Request.BodyReader.AdvanceTo(read.Buffer.End);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = _accepted.Length;
        await context.Response.BodyWriter.WriteAsync(_accepted);
    }

    private static void Write(HttpContext context, ReadOnlySpan<byte> text)
    {
        var begin = "{\"text\":\""u8;
        var middle = "\",\"filler\":\""u8;
        var end = "\"}"u8;
        var filler = Math.Clamp(Number(context, "size") - begin.Length - text.Length - middle.Length - end.Length, 0, _filler.Length);
        var size = begin.Length + text.Length + middle.Length + filler + end.Length;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = size;
        var body = context.Response.BodyWriter.GetSpan(size);
        begin.CopyTo(body);
        text.CopyTo(body = body[begin.Length..]);
        middle.CopyTo(body = body[text.Length..]);
        _filler.AsSpan(0, filler).CopyTo(body = body[middle.Length..]);
        end.CopyTo(body[filler..]);
        context.Response.BodyWriter.Advance(size);
    }

    private static bool IsKnown(HttpContext context, Dictionary<string, string> keys)
    {
        if (context.Request.Headers["x-api-key"] is [{ Length: > 0 } key] && keys.ContainsKey(HashOf(key)))
        {
            return true;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return false;
    }

    private static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static int Number(HttpContext context, string name) =>
        int.TryParse(context.Request.Query[name], CultureInfo.InvariantCulture, out var number) ? number : 0;
}
