using System.Buffers;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace SkillFlaw.WebApi.Http;

/// <summary>The JSON body of a request, whatever its content type says. Lives as long as the request.</summary>
internal sealed class JsonBody : IBindableFromHttpContext<JsonBody>
{
    // What is parsed is held in memory; only files may be larger.
    private const long Largest = 64 << 20;

    // Deeper than any flow that loads.
    private const int MaxDepth = 256;

    private JsonBody(JsonElement root) => Root = root;

    /// <summary>The value; undefined where there is no body.</summary>
    public JsonElement Root { get; }

    /// <summary>The fields of the body's object, to be read one by one.</summary>
    public JsonFields Fields => new(Root);

    public static async ValueTask<JsonBody?> BindAsync(HttpContext context, ParameterInfo parameter) => await ReadAsync(context);

    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="RequestInvalidException">It is no JSON.</exception>
    /// <exception cref="BadHttpRequestException">It is too large, or breaks off.</exception>
    public static async ValueTask<JsonBody> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: null or > Largest } limit)
        {
            limit.MaxRequestBodySize = Largest;
        }

        var reader = context.Request.BodyReader;
        var result = await reader.ReadAsync(context.RequestAborted);
        while (!result.IsCompleted)
        {
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await reader.ReadAsync(context.RequestAborted);
        }

        try
        {
            if (IsBlank(result.Buffer))
            {
                return new JsonBody(default);
            }

            // Parsing copies nothing: the element refers to a copy that the document owns, which is given back with the request.
            var document = JsonDocument.Parse(result.Buffer.ToArray(), new JsonDocumentOptions { MaxDepth = MaxDepth });
            return new JsonBody(document.RootElement);
        }
        catch (JsonException failure)
        {
            throw new RequestInvalidException([Malformed(failure, result.Buffer)]);
        }
        finally
        {
            reader.AdvanceTo(result.Buffer.End);
        }
    }

    private static bool IsBlank(ReadOnlySequence<byte> text)
    {
        foreach (var part in text)
        {
            if (part.Span.IndexOfAnyExcept(" \t\r\n"u8) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ValidationError Malformed(JsonException failure, ReadOnlySequence<byte> text)
    {
        var position = failure.BytePositionInLine ?? 0;
        var line = failure.LineNumber ?? 0;
        var lines = new SequenceReader<byte>(text);
        while (line-- > 0 && lines.TryAdvanceTo((byte)'\n'))
        {
        }

        return new ValidationError("json_invalid", ["body", $"{lines.Consumed + position}"], "JSON decode error", _emptyObject)
        {
            Context = ("error", "Expecting value"),
        };
    }

    private static readonly JsonElement _emptyObject = JsonElement.Parse("{}");
}
