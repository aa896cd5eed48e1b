using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SkillFlaw.Bench.Http;

/// <summary>
/// The limit that a run over HTTP is measured against: one endpoint of ASP.NET Core that parses a small JSON body and writes a JSON answer of
/// the size that a run of the chat flow has.
/// </summary>
internal static class BareServer
{
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
        await app.RunAsync();
    }
}
