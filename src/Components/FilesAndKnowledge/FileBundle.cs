using System.Formats.Tar;
using System.IO.Compression;

namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>
/// What is in an archive: zip, tar, or tar packed by gzip, told apart by their content. Nothing is written to a disk; names are only looked
/// at, and one that would lead out of the archive is refused as the attack that it is.
/// </summary>
internal static class FileBundle
{
    /// <summary>The files in an archive, those in folders included.</summary>
    /// <exception cref="ComponentException">It is none, it is damaged, or it holds too much.</exception>
    public static async ValueTask<IReadOnlyList<FileContent>> OpenAsync(FileContent bundle, FileBudget budget, CancellationToken cancellationToken)
    {
        try
        {
            if (bundle.Bytes.Span.StartsWith("PK"u8))
            {
                return await OpenZipAsync(bundle, budget, cancellationToken);
            }

            return bundle.Bytes.Span.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])
                ? await OpenTarAsync(bundle with { Bytes = await UnpackAsync(bundle, budget, cancellationToken) }, budget, cancellationToken)
                : await OpenTarAsync(bundle, budget, cancellationToken);
        }
        catch (Exception failure) when (failure is InvalidDataException or FormatException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            throw Unsupported(bundle, failure);
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> UnpackAsync(FileContent bundle, FileBudget budget, CancellationToken cancellationToken)
    {
        await using var stream = new GZipStream(ZipContent.StreamOf(bundle.Bytes), CompressionMode.Decompress);
        return await budget.ReadAsync(stream, bundle.Path, cancellationToken);
    }

    private static async ValueTask<IReadOnlyList<FileContent>> OpenZipAsync(FileContent bundle, FileBudget budget, CancellationToken cancellationToken)
    {
        var files = new List<FileContent>();
        await using var archive = ZipContent.Open(bundle.Bytes);
        foreach (var entry in archive.Entries)
        {
            // The name of a folder ends in a slash.
            if (!entry.FullName.EndsWith('/') && IsWanted(bundle, entry.FullName))
            {
                budget.TakeFile();
                await using var stream = await entry.OpenAsync(cancellationToken);
                files.Add(await ReadAsync(bundle, entry.FullName, stream, budget, cancellationToken));
            }
        }

        return files;
    }

    private static async ValueTask<IReadOnlyList<FileContent>> OpenTarAsync(FileContent bundle, FileBudget budget, CancellationToken cancellationToken)
    {
        if (!TarHeaders.Agree(bundle.Bytes.Span))
        {
            throw Unsupported(bundle, null);
        }

        var files = new List<FileContent>();
        await using var archive = new TarReader(ZipContent.StreamOf(bundle.Bytes));
        while (await archive.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            // Links lead to other places, and the rest has no content.
            var isFile = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile;
            if (isFile && IsWanted(bundle, entry.Name))
            {
                budget.TakeFile();
                files.Add(await ReadAsync(bundle, entry.Name, entry.DataStream ?? Stream.Null, budget, cancellationToken));
            }
        }

        return files;
    }

    private static async ValueTask<FileContent> ReadAsync(
        FileContent bundle, string name, Stream stream, FileBudget budget, CancellationToken cancellationToken)
    {
        var path = $"{bundle.Path}/{name.TrimStart('.', '/')}";
        return new FileContent(path, await budget.ReadAsync(stream, path, cancellationToken), bundle.Fields);
    }

    // Macs put files of their own beside the real ones.
    private static bool IsWanted(FileContent bundle, string name)
    {
        var parts = name.Split('/', '\\');
        if (name.StartsWith('/') || name.StartsWith('\\') || parts.Contains("..") || parts[0].EndsWith(':') || name.Any(char.IsControl))
        {
            throw new ComponentException(
                $"The archive '{FileExtensions.NameOf(bundle.Path)}' contains a file whose name leads out of it, and is not opened.");
        }

        return !parts[^1].StartsWith("._", StringComparison.Ordinal) && parts[0] != "__MACOSX";
    }

    private static ComponentException Unsupported(FileContent bundle, Exception? cause)
    {
        var message = $"Unsupported bundle format: .{FileExtensions.Of(bundle.Path)}. "
            + $"'{FileExtensions.NameOf(bundle.Path)}' is no zip, tar or tar.gz archive that can be read.";
        return cause is null ? new ComponentException(message) : new ComponentException(message, cause);
    }
}
