using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Unicode;
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

            var bytes = result.Buffer.ToArray();
            CheckText(bytes);

            // Parsing copies nothing: the element refers to the bytes, which go with the request.
            var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth });
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

    // The parser looks at the letters of a text only when somebody reads it, and throws where nobody expects it. A value that is no text is
    // found by who reads it; a name is compared everywhere.
    private static void CheckText(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw new RequestInvalidException(
                [new ValidationError("json_invalid", ["body", "0"], "JSON decode error", _emptyObject) { Context = ("error", "Invalid UTF-8") }]);
        }

        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                _ = reader.TokenType is JsonTokenType.PropertyName && reader.ValueIsEscaped ? reader.GetString() : null;
            }
        }
        catch (InvalidOperationException)
        {
            throw new RequestInvalidException(
                [new ValidationError("string_unicode", ["body"], "Input should be a valid string, unable to parse raw data as a unicode string", null)]);
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
