using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SkillFlaw.Bench.Http;

/// <summary>
/// The limit that a run over HTTP is measured against: one endpoint of ASP.NET Core that parses a small JSON body and writes a JSON answer of
/// the size that a run of the chat flow has.
/// </summary>
internal static class BareServer
{
    private static readonly byte[] _accepted =
        """{"message":"Task started in the background","status":"in progress","job_id":"01980d3e-5b7a-7c3e-9d52-6f1d7f0a1c22"}"""u8.ToArray();
    private static readonly string _filler = new('x', 1_960);

    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.MapPost("/api/v1/run/{name}", async context =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            context.Response.ContentType = "application/json";
            await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
            writer.WriteStartObject();
            writer.WriteString("session_id", "2d54171e-e94f-4c80-8b6a-356309d9e766");
            writer.WriteString("text", body.RootElement.GetProperty("input_value").GetString());
            writer.WriteString("filler", _filler);
            writer.WriteEndObject();
        });

        // What webhooks are measured against: the body is read, and nothing happens with it.
        app.MapPost("/webhook", async context =>
        {
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
        });
        await app.RunAsync();
    }
}
