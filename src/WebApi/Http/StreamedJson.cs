using System.IO.Compression;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace SkillFlaw.WebApi.Http;

/// <summary>
/// An answer that is written while it is read, compressed for whoever takes that. Whatever is in it that can fail must be asked for before: once
/// the answer has begun, a failure can only break it off.
/// </summary>
internal sealed class StreamedJson<T>(T value) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var type = (JsonTypeInfo<T>)httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions.GetTypeInfo(typeof(T));
        response.ContentType = "application/json";
        response.Headers.Vary = "Accept-Encoding";
        if (!Gzip.IsAccepted(httpContext.Request))
        {
            await JsonSerializer.SerializeAsync(response.BodyWriter, value, type, httpContext.RequestAborted);
            return;
        }

        response.Headers.ContentEncoding = "gzip";
        await using var compressed = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await JsonSerializer.SerializeAsync(compressed, value, type, httpContext.RequestAborted);
    }
}
