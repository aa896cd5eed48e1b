using System.Collections.Immutable;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>Reads files of the user. They come from the server's file store and from nowhere else.</summary>
[Component("File",
    Aliases = ["Read File"],
    Category = "files_and_knowledge",
    DisplayName = "Read File",
    Description = "Reads the content of one or more files.",
    Icon = "file-text")]
public sealed class FileComponent : Component
{
    private const string NoParser = "The Advanced Parser is not available on this server. Use the raw content instead.";
    private IReadOnlyList<Data>? _records;

    /// <summary>Where the files are.</summary>
    [Input("storage_location", InputKind.SortableList, DisplayName = "Storage Location", Info = "Where the files are.",
        Options = ["Local", "AWS", "Google Drive"], RealTimeRefresh = true)]
    public ImmutableArray<string> StorageLocation { get; set; } = [];

    /// <summary>Uploaded files.</summary>
    [Input("path", InputKind.File, DisplayName = "Files", Info = "The files to read. Archives are opened.", IsList = true, RealTimeRefresh = true,
        FileTypes = ["csv", "json", "pdf", "txt", "md", "mdx", "yaml", "yml", "xml", "html", "htm", "docx", "py", "sh", "sql", "js", "ts", "tsx", "adoc", "asciidoc", "asc", "bmp", "dotx", "dotm", "docm", "jpg", "jpeg", "png", "potx", "ppsx", "pptm", "potm", "ppsm", "pptx", "tiff", "xls", "xlsx", "xhtml", "webp", "zip", "tar", "tgz", "bz2", "gz"])]
    public ImmutableArray<string> Path { get; set; } = [];

    /// <summary>Files that another component names; they count instead of <see cref="Path"/>.</summary>
    [Input(FileSources.PathField, InputKind.Handle, DisplayName = "Server File Path", Info = "Records with a 'file_path', or messages with a path. They are read instead of the uploaded files.",
        Types = ["Data", "Message"], IsList = true, Advanced = true)]
    public ImmutableArray<FlowValue> FilePath { get; set; } = [];

    /// <summary>What stands between the texts of two files.</summary>
    [Input("separator", InputKind.Str, DisplayName = "Separator", Info = "What stands between the texts of two files.", Advanced = true)]
    public string Separator { get; set; } = "\n\n";

    /// <summary>Whether files that cannot be read are left out.</summary>
    [Input("silent_errors", InputKind.Bool, DisplayName = "Silent Errors", Info = "Whether files that cannot be read are left out.", Advanced = true)]
    public bool SilentErrors { get; set; }

    /// <summary>Whether files of <see cref="FilePath"/> are deleted once they have been read.</summary>
    [Input("delete_server_file_after_processing", InputKind.Bool, DisplayName = "Delete Server File After Processing",
        Info = "Whether files of the Server File Path are deleted once they have been read.", Advanced = true)]
    public bool DeleteServerFile { get; set; } = true;

    /// <summary>Whether files of other kinds are left out.</summary>
    [Input("ignore_unsupported_extensions", InputKind.Bool, DisplayName = "Ignore Unsupported Extensions", Info = "Whether files of other kinds are left out.", Advanced = true)]
    public bool IgnoreUnsupportedExtensions { get; set; } = true;

    /// <summary>Whether records without a path are left out.</summary>
    [Input("ignore_unspecified_files", InputKind.Bool, DisplayName = "Ignore Unspecified Files", Info = "Whether records without a 'file_path' are left out.", Advanced = true)]
    public bool IgnoreUnspecifiedFiles { get; set; }

    /// <summary>The path that a model asks for.</summary>
    [Input("file_path_str", InputKind.Str, DisplayName = "File Path", Info = "The file to read. If it is empty, the uploaded ones.", ToolMode = true, Advanced = true, Hidden = true)]
    public string ToolPath { get; set; } = "";

    /// <summary>For AWS.</summary>
    [Input("aws_access_key_id", InputKind.Secret, DisplayName = "AWS Access Key ID", Required = true, Hidden = true)]
    public Secret? AwsAccessKeyId { get; set; }

    /// <summary>For AWS.</summary>
    [Input("aws_secret_access_key", InputKind.Secret, DisplayName = "AWS Secret Key", Required = true, Hidden = true)]
    public Secret? AwsSecretAccessKey { get; set; }

    /// <summary>For AWS.</summary>
    [Input("bucket_name", InputKind.Str, DisplayName = "S3 Bucket Name", Required = true, Hidden = true)]
    public string BucketName { get; set; } = "";

    /// <summary>For AWS.</summary>
    [Input("aws_region", InputKind.Str, DisplayName = "AWS Region", Hidden = true)]
    public string AwsRegion { get; set; } = "";

    /// <summary>For AWS.</summary>
    [Input("s3_file_key", InputKind.Str, DisplayName = "S3 File Key", Required = true, Hidden = true)]
    public string S3FileKey { get; set; } = "";

    /// <summary>For Google Drive.</summary>
    [Input("service_account_key", InputKind.Secret, DisplayName = "GCP Credentials Secret Key", Required = true, Hidden = true)]
    public Secret? ServiceAccountKey { get; set; }

    /// <summary>For Google Drive.</summary>
    [Input("file_id", InputKind.Str, DisplayName = "Google Drive File ID", Required = true, Hidden = true)]
    public string FileId { get; set; } = "";

    /// <summary>Whether to look for the layout of documents, which this server cannot.</summary>
    [Input("advanced_mode", InputKind.Bool, DisplayName = "Advanced Parser", Info = "Not available on this server: files are read as text.", RealTimeRefresh = true)]
    public bool AdvancedMode { get; set; }

    /// <summary>For the Advanced Parser.</summary>
    [Input("pipeline", InputKind.Dropdown, DisplayName = "Pipeline", Options = ["standard", "vlm"], Advanced = true, RealTimeRefresh = true)]
    public string Pipeline { get; set; } = "standard";

    /// <summary>For the Advanced Parser.</summary>
    [Input("ocr_engine", InputKind.Dropdown, DisplayName = "OCR Engine", Options = ["None", "easyocr"], Advanced = true, Hidden = true)]
    public string OcrEngine { get; set; } = "easyocr";

    /// <summary>For the Advanced Parser.</summary>
    [Input("md_image_placeholder", InputKind.Str, DisplayName = "Image placeholder", Advanced = true, Hidden = true)]
    public string ImagePlaceholder { get; set; } = "<!-- image -->";

    /// <summary>For the Advanced Parser.</summary>
    [Input("md_page_break_placeholder", InputKind.Str, DisplayName = "Page break placeholder", Advanced = true, Hidden = true)]
    public string PageBreakPlaceholder { get; set; } = "";

    /// <summary>For the Advanced Parser.</summary>
    [Input("doc_key", InputKind.Text, DisplayName = "Doc Key", Advanced = true, Hidden = true)]
    public string DocKey { get; set; } = "doc";

    /// <summary>Kept for the editor; it has no effect.</summary>
    [Input("use_multithreading", InputKind.Bool, DisplayName = "[Deprecated] Use Multithreading", Advanced = true)]
    public bool UseMultithreading { get; set; } = true;

    /// <summary>Kept for the editor; it has no effect.</summary>
    [Input("concurrency_multithreading", InputKind.Integer, DisplayName = "Processing Concurrency", Advanced = true)]
    public long Concurrency { get; set; } = 1;

    /// <summary>For the Advanced Parser.</summary>
    [Input("markdown", InputKind.Bool, DisplayName = "Markdown Export", Hidden = true)]
    public bool Markdown { get; set; }

    /// <summary>The texts of all files.</summary>
    [Output("message", Method = "load_files_message", DisplayName = "Raw Content")]
    [Output("message", Method = "load_message", DisplayName = "Message", Older = true)]
    public async ValueTask<Message> ReadTextAsync(CancellationToken cancellationToken)
    {
        var texts = (await ReadAsync(cancellationToken)).Select(TextOf);
        return new Message(string.Join(Separator.Length > 0 ? Separator : "\n\n", texts));
    }

    /// <summary>The rows of a CSV file; of any other, one row with its text.</summary>
    [Output("dataframe", Method = "load_files_structured", DisplayName = "Structured Content", Older = true)]
    public async ValueTask<DataFrame> ReadRowsAsync(CancellationToken cancellationToken)
    {
        var records = await ReadAsync(cancellationToken);
        return records.Count == 0 ? DataFrame.Empty
            : FileExtensions.Of(PathOf(records[0])) == "csv" ? CsvText.ToDataFrame(TextOf(records[0]))
            : DataFrame.FromRecords([records[0].Fields]);
    }

    /// <summary>A row for each file, with its path and its text.</summary>
    [Output("dataframe", Method = "load_files", DisplayName = "Files", Older = true)]
    [Output("dataframe", Method = "load_dataframe", DisplayName = "DataFrame", Older = true)]
    public async ValueTask<DataFrame> ReadTableAsync(CancellationToken cancellationToken) =>
        DataFrame.FromRecords((await ReadAsync(cancellationToken)).Select(record => record.Fields));

    /// <summary>The object in a JSON file; what is none is its <c>value</c>.</summary>
    [Output("json", Method = "load_files_json", DisplayName = "Structured Content", Older = true)]
    public async ValueTask<Data> ReadJsonAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not [var first, ..])
        {
            return Data.Empty;
        }

        try
        {
            if (JsonValues.Parse(TextOf(first)) is ObjectValue fields)
            {
                return new Data(fields);
            }
        }
        catch (InvalidValueException)
        {
            // Any text may be asked for as JSON.
        }

        return new Data(FlowValue.Of(("value", FlowValue.Of(TextOf(first)))));
    }

    /// <summary>The paths of the files, one by line.</summary>
    [Output("path", Method = "load_files_path", DisplayName = "File Path", Older = true)]
    public async ValueTask<Message> ReadPathsAsync(CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        foreach (var source in FindSources())
        {
            await using var stream = await Context.Host.OpenFileAsync(source.Path, cancellationToken);
            if (stream is not null)
            {
                paths.Add(source.Path);
            }
            else if (!SilentErrors)
            {
                throw FileCollection.NotFound(source.Path);
            }
        }

        return new Message(string.Join('\n', paths));
    }

    /// <summary>A record for each file.</summary>
    [Output("data", Method = "load_files", DisplayName = "Data", Types = ["Data"], Older = true)]
    public async ValueTask<ListValue> ReadRecordsAsync(CancellationToken cancellationToken) => FlowValue.Of(await ReadAsync(cancellationToken));

    /// <summary>The record of the one file, or those of an archive.</summary>
    [Output("data", Method = "load_file", DisplayName = "Data", Types = ["Data"], Older = true)]
    public async ValueTask<FlowValue> ReadRecordAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) is var records && records is [var single] ? single : FlowValue.Of(records);

    /// <summary>Fails: there is no Advanced Parser.</summary>
    [Output("advanced_dataframe", Method = "load_files_dataframe", DisplayName = "Structured Output", Types = ["DataFrame"], Older = true)]
    [Output("advanced_markdown", Method = "load_files_markdown", DisplayName = "Markdown", Types = ["Message"], Older = true)]
    public FlowValue ReadAdvanced()
    {
        // A file that cannot be had at all is the better reason.
        _ = FindSources();
        throw new ComponentException(NoParser);
    }

    // Once per execution: what has been read may have been deleted.
    private async ValueTask<IReadOnlyList<Data>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_records is not null)
        {
            return _records;
        }

        var sources = FindSources();
        var files = await new FileCollection(Context, IgnoreUnsupportedExtensions, SilentErrors).FetchAsync(sources, cancellationToken);
        if (files.Count == 0 && !SilentErrors)
        {
            throw new ComponentException("No files to process.");
        }

        CheckParsers(files);
        var records = new List<Data>(files.Count);
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(file) is { } record)
            {
                records.Add(record);
            }
        }

        // Not before all have been read, so that nothing is lost by a failure.
        foreach (var source in sources.Where(source => source.IsHandedOver && DeleteServerFile))
        {
            await Context.Host.DeleteFileAsync(source.Path, cancellationToken);
        }

        return _records = records;
    }

    private List<FileSource> FindSources()
    {
        if (StorageLocation is [("AWS" or "Google Drive") and var place, ..])
        {
            throw new ComponentException($"Reading files from {place} is not available on this server. Upload the file and choose 'Local'.");
        }

        return ToolPath.Length > 0 ? [FileSources.Of(ToolPath)]
            : FilePath.Length > 0 ? [.. FileSources.Of(FilePath, IgnoreUnspecifiedFiles, SilentErrors)]
            : [.. Path.Where(path => path.Length > 0).Select(FileSources.Of)];
    }

    private void CheckParsers(IReadOnlyList<FileContent> files)
    {
        var extensions = files.Select(file => (Name: FileExtensions.NameOf(file.Path), Extension: FileExtensions.Of(file.Path)));
        foreach (var (name, extension) in extensions.Where(file => FileExtensions.Advanced.Contains(file.Extension)))
        {
            throw new ComponentException(AdvancedMode
                ? $"File '{name}' needs the Advanced Parser, which is not available on this server."
                : $"File '{name}' has extension '.{extension}' which requires Advanced Parser mode. "
                    + "Please enable 'Advanced Parser' to process this file.");
        }
    }

    private Data? Read(FileContent file)
    {
        try
        {
            return new Data(file.Fields
                .With(FileSources.PathField, FlowValue.Of(file.Path))
                .With(Data.DefaultTextKey, FlowValue.Of(FileText.Read(file))));
        }
        catch (ComponentException failure) when (SilentErrors)
        {
            Context.Log("Error", FlowValue.Of(failure.Message));
            return null;
        }
    }

    private static string TextOf(Data record) => ((TextValue)record.Fields[Data.DefaultTextKey]).Value;

    private static string PathOf(Data record) => ((TextValue)record.Fields[FileSources.PathField]).Value;
}
