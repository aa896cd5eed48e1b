using System.IO.Compression;

namespace SkillFlaw.WebApi.Http;

/// <summary>Compresses answers that are large and do not depend on secrets. Upstream compresses them for everybody; here only for who takes it.</summary>
internal static class Gzip
{
    public static bool IsAccepted(HttpRequest request) =>
        request.Headers.AcceptEncoding.Any(value => value?.Contains("gzip", StringComparison.OrdinalIgnoreCase) is true
            && !value.Contains("gzip;q=0,", StringComparison.OrdinalIgnoreCase) && !value.EndsWith("gzip;q=0", StringComparison.OrdinalIgnoreCase));

    public static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes.Span);
        }

        return compressed.ToArray();
    }
}
