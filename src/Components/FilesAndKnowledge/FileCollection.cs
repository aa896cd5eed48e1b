using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>Fetches the files that a File component is to read, and opens archives on the way.</summary>
/// <param name="context">The run, whose file store is the only place where files come from.</param>
/// <param name="ignoresUnsupported">Whether files of other kinds are left out; otherwise they are an error.</param>
/// <param name="isSilent">Whether what cannot be had is left out.</param>
internal sealed class FileCollection(ComponentContext context, bool ignoresUnsupported, bool isSilent)
{
    // An archive in an archive in an archive, and no further.
    private const int MaxNesting = 3;

    private readonly FileBudget _budget = new();
    private readonly List<FileContent> _files = [];
    private readonly List<string> _ignored = [];

    /// <summary>The files in order.</summary>
    /// <exception cref="ComponentException">One is missing, of a wrong kind, damaged, or too large.</exception>
    public async ValueTask<IReadOnlyList<FileContent>> FetchAsync(IEnumerable<FileSource> sources, CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            _budget.TakeFile();
            if (await FetchAsync(source, cancellationToken) is { } file)
            {
                await AddAsync(file, 0, cancellationToken);
            }
        }

        if (_ignored.Count > 0)
        {
            context.Log("Ignored files", FlowValue.Of(_ignored.Select(FlowValue.Of)));
        }

        return _files;
    }

    private async ValueTask<FileContent?> FetchAsync(FileSource source, CancellationToken cancellationToken)
    {
        await using var stream = await context.Host.OpenFileAsync(source.Path, cancellationToken);
        if (stream is not null)
        {
            return new FileContent(source.Path, await _budget.ReadAsync(stream, source.Path, cancellationToken), source.Fields);
        }

        var failure = NotFound(source.Path);
        if (!isSilent)
        {
            throw failure;
        }

        context.Log("File not found", FlowValue.Of(failure.Message));
        return null;
    }

    /// <summary>The failure of a path behind which there is nothing.</summary>
    public static ComponentException NotFound(string path) =>
        new($"File not found: '{path}' (resolved to: '{path}'). Please upload the file again.");

    private async ValueTask AddAsync(FileContent file, int nesting, CancellationToken cancellationToken)
    {
        var extension = FileExtensions.Of(file.Path);
        if (!FileExtensions.Bundles.Contains(extension))
        {
            AddFile(file, extension);
            return;
        }

        if (nesting == MaxNesting)
        {
            throw new ComponentException($"The archive '{FileExtensions.NameOf(file.Path)}' is inside of {MaxNesting} others, and is not opened.");
        }

        foreach (var member in await FileBundle.OpenAsync(file, _budget, cancellationToken))
        {
            await AddAsync(member, nesting + 1, cancellationToken);
        }
    }

    private void AddFile(FileContent file, string extension)
    {
        if (FileExtensions.Text.Contains(extension) || FileExtensions.Advanced.Contains(extension))
        {
            _files.Add(file);
        }
        else if (ignoresUnsupported || isSilent)
        {
            _ignored.Add(FileExtensions.NameOf(file.Path));
        }
        else
        {
            throw new ComponentException($"Unsupported file extension: {(extension.Length > 0 ? "." : "")}{extension}");
        }
    }
}
