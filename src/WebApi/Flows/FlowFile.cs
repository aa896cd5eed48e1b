using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using SkillFlaw.Graph.Flows;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Flows;

/// <summary>The JSON documents in an uploaded file: one, or those in a ZIP archive. Names in an archive lead nowhere.</summary>
internal static class FlowFile
{
    /// <summary>The most flows in one upload.</summary>
    public const int MostFlows = 1_000;

    private const int MostBytes = 256 << 20;
    private const int LongestDirectory = 1 << 20;
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;

    public static bool IsArchive(UploadedFile file) => file.Content.AsSpan().StartsWith("PK"u8);

    public static async Task<IReadOnlyList<JsonElement>> ReadAsync(UploadedFile file, CancellationToken cancellationToken)
    {
        if (!IsArchive(file))
        {
            return [JsonBody.Parse(file.Content, "body", "file")];
        }

        try
        {
            return await UnpackAsync(file.Content, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "The archive cannot be read.");
        }
    }

    private static async Task<IReadOnlyList<JsonElement>> UnpackAsync(byte[] archive, CancellationToken cancellationToken)
    {
        CheckDirectory(archive);
        await using var zip = await ZipArchive.CreateAsync(
            new MemoryStream(archive, writable: false), ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null, cancellationToken);
        var entries = zip.Entries.Where(entry => entry.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).ToList();
        if (entries.Count > MostFlows)
        {
            throw TooLarge($"The archive has more than {MostFlows} files.");
        }

        var documents = new List<JsonElement>(entries.Count);
        var left = MostBytes;
        foreach (var entry in entries)
        {
            var json = await UnpackAsync(entry, Math.Min(left, FlowLimits.Default.MaxBytes), cancellationToken);
            left -= json.Length;
            documents.Add(JsonBody.Parse(json, "body", "file", entry.Name));
        }

        return documents;
    }

    // What an archive says of its sizes is what somebody wrote there; what comes out of it is counted.
    private static async Task<ReadOnlyMemory<byte>> UnpackAsync(ZipArchiveEntry entry, int most, CancellationToken cancellationToken)
    {
        await using var content = await entry.OpenAsync(cancellationToken);
        using var json = new MemoryStream();
        var chunk = new byte[64 << 10];
        int read;
        while ((read = await content.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (json.Length + read > most)
            {
                throw TooLarge("A file in the archive, or all of them, are too large.");
            }

            json.Write(chunk, 0, read);
        }

        return json.GetBuffer().AsMemory(0, (int)json.Length);
    }

    // The reader makes an object of every entry in the directory before anybody can count them, however many it says there are. A directory
    // that ends where its length says has room for so many only.
    private static void CheckDirectory(ReadOnlySpan<byte> archive)
    {
        var tail = archive[Math.Max(0, archive.Length - EndLength - LongestComment)..];
        var end = tail.LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || tail.Length - end < EndLength)
        {
            throw new InvalidDataException();
        }

        long length = BinaryPrimitives.ReadUInt32LittleEndian(tail[(end + 12)..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(tail[(end + 16)..]);
        if (start + length != archive.Length - tail.Length + end)
        {
            throw new InvalidDataException();
        }

        if (length > LongestDirectory)
        {
            throw TooLarge("The archive has too many files.");
        }
    }

    private static ApiException TooLarge(string detail) => new(StatusCodes.Status413PayloadTooLarge, detail);
}
