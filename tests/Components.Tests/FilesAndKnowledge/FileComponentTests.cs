using System.Text;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FilesAndKnowledge;

public sealed class FileComponentTests
{
    [Fact]
    public async Task Message_SeveralFiles_AreJoined()
    {
        Assert.Equal("one\n\ntwo", await TextAsync(Run(("f/a.txt", "one"), ("f/b.md", "two"))));
        Assert.Equal("one|two", await TextAsync(Run(("f/a.txt", "one"), ("f/b.md", "two")).With("separator", "|")));
        Assert.Equal("one\n\ntwo", await TextAsync(Run(("f/a.txt", "one"), ("f/b.md", "two")).With("separator", "")));
    }

    [Fact]
    public async Task Message_OlderMethod_IsTheSame()
    {
        Assert.Equal("one", (await Run(("f/a.txt", "one")).OutputAsync<Message>("message", "load_message")).Text);
    }

    [Fact]
    public async Task Message_NoFile_Fails()
    {
        Assert.Equal("No files to process.", await new ComponentRun("File").FailureAsync("message"));
    }

    [Fact]
    public async Task Message_MissingFile_FailsWithItsPath()
    {
        Assert.Equal(
            "File not found: 'f/gone.txt' (resolved to: 'f/gone.txt'). Please upload the file again.",
            await new ComponentRun("File").With("path", "f/gone.txt").FailureAsync("message"));
    }

    [Fact]
    public async Task Message_MissingFileInSilence_IsLeftOut()
    {
        var run = Run(("f/a.txt", "one")).With("path", Texts("f/gone.txt", "f/a.txt")).With("silent_errors", true);

        Assert.Equal("one", await TextAsync(run));
    }

    [Fact]
    public async Task Message_UnsupportedKind_IsLeftOutOrFails()
    {
        Assert.Equal("one", await TextAsync(Run(("f/a.txt", "one"), ("f/b.exe", "two"))));
        Assert.Equal(
            "Unsupported file extension: .exe",
            await Run(("f/b.exe", "two")).With("ignore_unsupported_extensions", false).FailureAsync("message"));
        Assert.Equal("No files to process.", await Run(("f/b.exe", "two")).FailureAsync("message"));
    }

    [Theory]
    [InlineData("f/b.png", "File 'b.png' has extension '.png' which requires Advanced Parser mode. Please enable 'Advanced Parser' to process this file.")]
    [InlineData("f/b.XLSX", "File 'b.XLSX' has extension '.xlsx' which requires Advanced Parser mode. Please enable 'Advanced Parser' to process this file.")]
    [InlineData("f/b.pdf", "File 'b.pdf' is a PDF, and this server cannot read PDF files yet. Convert it to text first.")]
    public async Task Message_KindThatCannotBeRead_Fails(string path, string sentence)
    {
        Assert.Equal(sentence, await Run((path, "x")).FailureAsync("message"));
    }

    [Fact]
    public async Task Message_AdvancedMode_ReadsTextsAndRefusesTheRest()
    {
        Assert.Equal("one", await TextAsync(Run(("f/a.txt", "one")).With("advanced_mode", true)));
        Assert.Equal(
            "File 'b.png' needs the Advanced Parser, which is not available on this server.",
            await Run(("f/b.png", "x")).With("advanced_mode", true).FailureAsync("message"));
    }

    [Theory]
    [InlineData("advanced_dataframe", "load_files_dataframe")]
    [InlineData("advanced_markdown", "load_files_markdown")]
    public async Task Advanced_Always_Fails(string output, string method)
    {
        Assert.Equal(
            "The Advanced Parser is not available on this server. Use the raw content instead.",
            await Run(("f/a.txt", "one")).FailureAsync(output, method));
    }

    [Theory]
    [InlineData("AWS")]
    [InlineData("Google Drive")]
    public async Task Message_OtherStorage_Fails(string place)
    {
        var run = Run(("f/a.txt", "one")).With("storage_location", FlowValue.Of([FlowValue.Of(("name", FlowValue.Of(place)))]));

        Assert.Equal($"Reading files from {place} is not available on this server. Upload the file and choose 'Local'.", await run.FailureAsync("message"));
    }

    [Fact]
    public async Task Message_LocalStorage_IsTheFileStore()
    {
        var run = Run(("f/a.txt", "one")).With("storage_location", FlowValue.Of([FlowValue.Of(("name", FlowValue.Of("Local")))]));

        Assert.Equal("one", await TextAsync(run));
    }

    [Fact]
    public async Task Message_PathOfTheServersDisk_IsNotThere()
    {
        Assert.StartsWith("File not found", await new ComponentRun("File").With("path", "/etc/hosts.txt").FailureAsync("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_ToolPath_ComesFirst()
    {
        var run = Run(("f/a.txt", "one"));
        run.Host.Files["f/b.txt"] = Archives.Text("two");

        Assert.Equal("two", await TextAsync(run.With("file_path_str", "f/b.txt").With("file_path", Texts("f/x.txt"))));
    }

    [Fact]
    public async Task Message_PathsFromEdges_WinAndAreDeleted()
    {
        var run = Run(("f/a.txt", "one")).With("file_path", FlowValue.Of([Named("f/b.txt"), new Message("f/c.txt")]));
        run.Host.Files["f/b.txt"] = Archives.Text("two");
        run.Host.Files["f/c.txt"] = Archives.Text("three");

        Assert.Equal("two\n\nthree", await TextAsync(run));
        Assert.Equal(["f/a.txt"], run.Host.Files.Keys);
    }

    [Fact]
    public async Task Message_DeletingSwitchedOff_KeepsTheFile()
    {
        var run = Run(("f/a.txt", "one")).With("file_path", Named("f/a.txt")).With("delete_server_file_after_processing", false);

        Assert.Equal("one", await TextAsync(run));
        Assert.Contains("f/a.txt", run.Host.Files.Keys);
    }

    [Fact]
    public async Task Message_FileThatCannotBeRead_IsNotDeleted()
    {
        var run = Run(("f/a.json", "{")).With("file_path", Named("f/a.json"));

        await run.FailureAsync("message");

        Assert.Contains("f/a.json", run.Host.Files.Keys);
    }

    [Fact]
    public async Task Outputs_SeveralOfADeletedFile_AreAllThere()
    {
        var run = Run(("f/a.txt", "one")).With("file_path", Named("f/a.txt")).Asking("message", "load_files_message").Asking("data", "load_files");

        var result = await run.RunAsync();

        Assert.Equal(new Message("one"), result.Outputs["message"]);
        Assert.Single((ListValue)result.Outputs["data"]);
    }

    [Fact]
    public async Task Message_RecordWithoutPath_FailsUnlessIgnored()
    {
        var both = FlowValue.Of([Data.Empty, Named("f/a.txt")]);

        Assert.Equal("Data object missing 'file_path' property.", await Run(("f/a.txt", "one")).With("file_path", both).FailureAsync("message"));
        Assert.Equal("one", await TextAsync(Run(("f/a.txt", "one")).With("file_path", both).With("ignore_unspecified_files", true)));
    }

    [Fact]
    public async Task Message_NoRecordOnTheEdge_Fails()
    {
        Assert.Equal(
            "Expected Data object in file_path but got <class 'int'>.",
            await new ComponentRun("File").With("file_path", FlowValue.Of(5)).FailureAsync("message"));
    }

    [Fact]
    public async Task Data_OlderOutputs_AreRecords()
    {
        var expected = new Data(FlowValue.Of(("file_path", FlowValue.Of("f/a.txt")), ("text", FlowValue.Of("one"))));

        Assert.Equal(expected, await Run(("f/a.txt", "one")).OutputAsync<Data>("data", "load_file"));
        Assert.Equal(FlowValue.Of([expected]), await Run(("f/a.txt", "one")).OutputAsync<ListValue>("data", "load_files"));
    }

    [Theory]
    [InlineData("load_files")]
    [InlineData("load_dataframe")]
    public async Task Table_OfFiles_HasARowForEach(string method)
    {
        var table = await Run(("f/a.txt", "one"), ("f/b.csv", "x,y\n1,2")).OutputAsync<DataFrame>("dataframe", method);

        Assert.Equal(["file_path", "text"], table.Columns.AsEnumerable());
        Assert.Equal(["one", "x,y\n1,2"], table.Records().Select(row => ((TextValue)row["text"]).Value));
    }

    [Fact]
    public async Task Table_RecordFields_StayWithTheFile()
    {
        var record = new Data(FlowValue.Of(("topic", FlowValue.Of("t")), ("file_path", FlowValue.Of("f/a.txt"))));
        var table = await Run(("f/a.txt", "one")).With("file_path", record).OutputAsync<DataFrame>("dataframe", "load_files");

        Assert.Equal(["topic", "file_path", "text"], table.Columns.AsEnumerable());
    }

    [Fact]
    public async Task Structured_Csv_IsItsRows()
    {
        var table = await Run(("f/a.csv", "x,y\n1,a\n2,b")).OutputAsync<DataFrame>("dataframe", "load_files_structured");

        Assert.Equal(["x", "y"], table.Columns.AsEnumerable());
        Assert.Equal([FlowValue.Of(1), FlowValue.Of(2)], table.Rows.Select(row => row[0]));
    }

    [Fact]
    public async Task Structured_OtherFile_IsOneRow()
    {
        var table = await Run(("f/a.txt", "one")).OutputAsync<DataFrame>("dataframe", "load_files_structured");

        Assert.Equal(FlowValue.Of(("file_path", FlowValue.Of("f/a.txt")), ("text", FlowValue.Of("one"))), Assert.Single(table.Records()));
    }

    [Theory]
    [InlineData("{\"a\": {\"b\": [1]}}", "{\"a\":{\"b\":[1]}}")]
    [InlineData("[1, 2]", "{\"value\":\"[1,2]\"}")]
    public async Task Json_File_IsItsObject(string content, string expected)
    {
        Assert.Equal(expected, (await Run(("f/a.json", content)).OutputAsync<Data>("json", "load_files_json")).Fields.ToJson());
    }

    [Fact]
    public async Task Json_TextFile_IsAValue()
    {
        Assert.Equal("{\"value\":\"one\"}", (await Run(("f/a.txt", "one")).OutputAsync<Data>("json")).Fields.ToJson());
    }

    [Fact]
    public async Task Path_Files_AreLines()
    {
        var run = Run(("f/a.txt", "one"), ("f/b.zip", "no archive"));

        Assert.Equal("f/a.txt\nf/b.zip", (await run.OutputAsync<Message>("path", "load_files_path")).Text);
    }

    [Fact]
    public async Task Path_MissingFile_Fails()
    {
        Assert.StartsWith("File not found: 'f/x.txt'", await new ComponentRun("File").With("path", "f/x.txt").FailureAsync("path"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_BrokenFile_FailsOrIsLeftOut()
    {
        Assert.Equal("Error loading file f/a.json: This is not valid JSON.", await Run(("f/a.json", "{")).FailureAsync("message"));
        Assert.Equal("one", await TextAsync(Run(("f/a.json", "{"), ("f/b.txt", "one")).With("silent_errors", true)));
    }

    [Fact]
    public async Task Message_NoPartLeftInSilence_IsEmpty()
    {
        Assert.Equal("", await TextAsync(new ComponentRun("File").With("silent_errors", true)));
    }

    [Fact]
    public async Task Message_HugeFile_Fails()
    {
        var run = new ComponentRun("File").With("path", "f/a.txt");
        run.Host.Files["f/a.txt"] = new byte[FileBudget.MaxFileBytes + 1];

        Assert.Equal("File 'a.txt' is larger than 100 MB.", await run.FailureAsync("message"));
    }

    private static async Task<string> TextAsync(ComponentRun run) =>
        (await run.OutputAsync<Message>("message", "load_files_message")).Text;

    private static ComponentRun Run(params (string Path, string Content)[] files)
    {
        var run = new ComponentRun("File");
        foreach (var (path, content) in files)
        {
            run.Host.Files[path] = Encoding.UTF8.GetBytes(content);
        }

        return run.With("path", Texts([.. files.Select(file => file.Path)]));
    }

    private static ListValue Texts(params string[] texts) => FlowValue.Of(texts.Select(FlowValue.Of));

    private static Data Named(string path) => new(FlowValue.Of(("file_path", FlowValue.Of(path))));
}
