using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Repeats;

/// <summary>The key that a request comes with, and what it is compared by.</summary>
internal static class RepeatKey
{
    /// <summary>Where it stands.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>How long it may be.</summary>
    public const int MostLetters = 255;

    // A credential, which may be renewed between two tries, and is no part of what is asked.
    private const string Credential = "x-api-key";

    /// <exception cref="ApiException">It is none.</exception>
    public static string Read(StringValues header)
    {
        var wrong = header.Count != 1 ? "must be sent once"
            : header[0] is not { Length: > 0 } key ? "must not be empty"
            : key.Length > MostLetters ? $"must not be longer than {MostLetters} characters"
            : key.Any(char.IsControl) ? "must not have control characters"
            : null;
        return wrong is null ? header[0]! : throw new ApiException(StatusCodes.Status400BadRequest, $"The header {Header} {wrong}.");
    }

    /// <summary>The hash of whose key it is and of the key.</summary>
    public static string HashOf(RepeatScope scope, string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{scope.Name}\n{key}")));

    /// <summary>The hash of what is asked. The body is read, and is there to be read again.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large, or breaks off.</exception>
    public static async ValueTask<string> HashRequestAsync(HttpContext context)
    {
        var request = context.Request;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.PathBase}{request.Path}\n"));
        foreach (var each in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (!each.DecodeName().Span.Equals(Credential, StringComparison.OrdinalIgnoreCase))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{each.EncodedName}={each.EncodedValue}\n"));
            }
        }

        hash.AppendData("\n"u8);
        var body = await ReadAsync(context);
        foreach (var part in body)
        {
            hash.AppendData(part.Span);
        }

        request.BodyReader.AdvanceTo(body.Start);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async ValueTask<ReadOnlySequence<byte>> ReadAsync(HttpContext context)
    {
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            context.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
