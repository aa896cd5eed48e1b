using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Unicode;

namespace SkillFlaw.WebApi.Http;

/// <summary>The JSON body of a request, whatever its content type says. Lives as long as the request.</summary>
internal sealed class JsonBody : IBindableFromHttpContext<JsonBody>
{
    /// <summary>How large it may be: what is parsed is held in memory; only files may be larger.</summary>
    public const long Largest = 64 << 20;

    // Deeper than any flow that loads.
    private const int MaxDepth = 256;

    private JsonBody(JsonElement root) => Root = root;

    /// <summary>The value; undefined where there is no body.</summary>
    public JsonElement Root { get; }

    /// <summary>The fields of the body's object, to be read one by one.</summary>
    public JsonFields Fields => new(Root);

    public static async ValueTask<JsonBody?> BindAsync(HttpContext context, ParameterInfo parameter) => await ReadAsync(context);

    /// <summary>The body as a list of ids.</summary>
    /// <exception cref="RequestInvalidException">It is something else.</exception>
    public IReadOnlyList<Guid> Ids() => JsonFields.ReadIds(List(), ["body"]);

    /// <summary>The items of the body, which must be a list.</summary>
    /// <exception cref="RequestInvalidException">It is something else.</exception>
    public JsonElement.ArrayEnumerator Items() => List().EnumerateArray();

    /// <summary>The body as a list of texts.</summary>
    /// <exception cref="RequestInvalidException">It is something else.</exception>
    public IReadOnlyList<string> Texts()
    {
        var errors = new List<ValidationError>();
        var texts = JsonFields.ReadTexts(List(), ["body"], errors);
        return errors.Count == 0 ? texts : throw new RequestInvalidException(errors);
    }

    /// <summary>Parses JSON that came in another way than as a body.</summary>
    /// <param name="utf8">The text; it must not change afterwards.</param>
    /// <param name="location">Where it came from, for the errors.</param>
    /// <exception cref="RequestInvalidException">It is no JSON.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8, params string[] location)
    {
        // Windows editors put a byte order mark in front. The parser looks only at the texts that are asked for, but all is given back.
        var text = utf8.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? utf8[3..] : utf8;
        try
        {
            CheckText(text.Span, location);
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth }).RootElement;
        }
        catch (JsonException failure)
        {
            throw new RequestInvalidException([Malformed(location, $"{PositionOf(failure, new ReadOnlySequence<byte>(text))}", "Expecting value")]);
        }
    }

    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="RequestInvalidException">It is no JSON.</exception>
    /// <exception cref="BadHttpRequestException">It is too large, or breaks off.</exception>
    public static async ValueTask<JsonBody> ReadAsync(HttpContext context)
    {
        BodyLimit.Lower(context, Largest);
        var reader = context.Request.BodyReader;
        var result = await reader.ReadAsync(context.RequestAborted);
        while (!result.IsCompleted)
        {
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await reader.ReadAsync(context.RequestAborted);
        }

        try
        {
            // Parsing copies nothing: the element refers to a copy that the document owns, which is given back with the request.
            return new JsonBody(IsBlank(result.Buffer) ? default : Parse(result.Buffer.ToArray(), "body"));
        }
        finally
        {
            reader.AdvanceTo(result.Buffer.End);
        }
    }

    // The parser looks at the letters of a text only when somebody reads it, and throws where nobody expects it. A value that is no text is
    // found by who reads it; a name is compared everywhere.
    private static void CheckText(ReadOnlySpan<byte> json, string[] location)
    {
        if (!Utf8.IsValid(json))
        {
            throw new RequestInvalidException([Malformed(location, "0", "The text is not valid UTF-8")]);
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
            throw new RequestInvalidException([Malformed(location, "0", "The name of a field is not valid Unicode")]);
        }
    }

    private JsonElement List() => Root.ValueKind switch
    {
        JsonValueKind.Undefined => throw new RequestInvalidException([new ValidationError("missing", ["body"], "Field required", null)]),
        JsonValueKind.Array => Root,
        _ => throw new RequestInvalidException([new ValidationError("list_type", ["body"], "Input should be a valid list", Root)]),
    };

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

    private static ValidationError Malformed(string[] location, string position, string error) =>
        new("json_invalid", [.. location, position], "JSON decode error", _emptyObject) { Context = ("error", error) };

    private static long PositionOf(JsonException failure, ReadOnlySequence<byte> text)
    {
        var line = failure.LineNumber ?? 0;
        var lines = new SequenceReader<byte>(text);
        while (line-- > 0 && lines.TryAdvanceTo((byte)'\n'))
        {
        }

        return lines.Consumed + (failure.BytePositionInLine ?? 0);
    }

    private static readonly JsonElement _emptyObject = JsonElement.Parse("{}");
}
