namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>How much one execution may still read. A small bundle may hold a huge file, or a million small ones.</summary>
/// <param name="fileBytes">The largest file.</param>
/// <param name="totalBytes">All files together.</param>
/// <param name="files">How many files.</param>
internal sealed class FileBudget(
    int fileBytes = FileBudget.MaxFileBytes, long totalBytes = FileBudget.MaxTotalBytes, int files = FileBudget.MaxFiles)
{
    /// <summary>The largest file, as it is stored or as it comes out of a bundle.</summary>
    public const int MaxFileBytes = 100 * 1024 * 1024;

    /// <summary>All files of one execution together, bundles and what comes out of them.</summary>
    public const long MaxTotalBytes = 200L * 1024 * 1024;

    /// <summary>How many files one execution may read, those in bundles included.</summary>
    public const int MaxFiles = 10_000;

    private const int ChunkBytes = 81_920;
    private long _bytes;
    private int _files;

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="ComponentException">There is more of it than may be read.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Stream stream, string path, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        while (await stream.ReadAsync(chunk, cancellationToken) is var read and > 0)
        {
            Take(content.Length, read, path);
            content.Write(chunk, 0, read);
        }

        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    /// <summary>Counts one more file.</summary>
    /// <exception cref="ComponentException">There are more than may be read.</exception>
    public void TakeFile()
    {
        if (++_files > files)
        {
            throw new ComponentException($"There are more than {files} files. Read fewer at a time.");
        }
    }

    private void Take(long before, int more, string path)
    {
        if (before + more > fileBytes)
        {
            throw new ComponentException($"File '{FileExtensions.NameOf(path)}' is larger than {fileBytes / 1024 / 1024} MB.");
        }

        _bytes += more;
        if (_bytes > totalBytes)
        {
            throw new ComponentException($"The files are larger than {totalBytes / 1024 / 1024} MB together. Read fewer at a time.");
        }
    }
}
