using System.IO.Compression;
using System.Runtime.InteropServices;

namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>Opens zip archives of strangers.</summary>
internal static class ZipContent
{
    // Far more than may be read, so that an archive within an archive is not taken for one of many files. An object is made for each entry
    // when the archive is opened, whatever it holds.
    private const int MaxEntries = 100_000;

    /// <exception cref="InvalidDataException">It is no zip archive, or has too many entries.</exception>
    public static ZipArchive Open(ReadOnlyMemory<byte> bytes) => bytes.Span.Count("PK\u0001\u0002"u8) <= MaxEntries
        ? new ZipArchive(StreamOf(bytes), ZipArchiveMode.Read)
        : throw new InvalidDataException($"An archive may have at most {MaxEntries} entries.");

    /// <summary>Bytes as a stream, without a copy where that can be.</summary>
    public static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
}
