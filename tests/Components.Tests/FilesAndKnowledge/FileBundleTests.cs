using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FilesAndKnowledge;

public sealed class FileBundleTests
{
    private static readonly (string, byte[])[] _files =
        [("a.txt", Archives.Text("one")), ("dir/b.md", Archives.Text("two")), ("__MACOSX/a.txt", []), ("dir/._b.md", []), ("c.exe", [])];

    public static TheoryData<string, byte[]> Kinds => new()
    {
        { "f/x.zip", Archives.Zip(_files) },
        { "f/x.tar", Archives.Tar(_files) },
        { "f/x.tgz", Archives.Gzip(Archives.Tar(_files)) },
        { "f/x.tar.gz", Archives.Gzip(Archives.Tar(_files)) },
        { "f/x.tar", Archives.Zip(_files) },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bundle_OfAnyKind_IsItsFiles(string path, byte[] content)
    {
        var records = await Run(path, content).OutputAsync<ListValue>("data", "load_files");

        Assert.Equal(
            [($"{path}/a.txt", "one"), ($"{path}/dir/b.md", "two")],
            records.Cast<Data>().Select(data => (((TextValue)data.Fields["file_path"]).Value, ((TextValue)data.Fields["text"]).Value)));
    }

    [Fact]
    public async Task Bundle_InsideOfOthers_IsOpenedThreeDeep()
    {
        var inner = Archives.Zip(("a.txt", Archives.Text("one")));
        var third = Archives.Zip(("b.zip", Archives.Zip(("c.zip", inner))));

        Assert.Equal("one", (await Run("f/x.zip", third).OutputAsync<Message>("message")).Text);
        Assert.Equal(
            "The archive 'c.zip' is inside of 3 others, and is not opened.",
            await Run("f/x.zip", Archives.Zip(("y.zip", third))).FailureAsync("message"));
    }

    [Theory]
    [InlineData("../a.txt")]
    [InlineData("dir/../../a.txt")]
    [InlineData("/etc/a.txt")]
    [InlineData("..\\a.txt")]
    [InlineData("C:\\a.txt")]
    public async Task Bundle_NameThatLeadsOut_Fails(string name)
    {
        const string Sentence = "contains a file whose name leads out of it, and is not opened.";

        Assert.Contains(Sentence, await Run("f/x.zip", Archives.Zip((name, []))).FailureAsync("message"), StringComparison.Ordinal);
        Assert.Contains(Sentence, await Run("f/x.tar", Archives.Tar((name, []))).FailureAsync("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("f/x.zip", "File 'a.txt' is larger than 1 MB.")]
    [InlineData("f/x.tgz", "File 'x.tgz' is larger than 1 MB.")]
    public async Task Open_ArchiveThatGrows_Fails(string path, string sentence)
    {
        var bomb = new byte[(1024 * 1024) + 1];
        var archive = path.EndsWith("zip", StringComparison.Ordinal) ? Archives.Zip(("a.txt", bomb)) : Archives.Gzip(Archives.Tar(("a.txt", bomb)));

        Assert.Equal(sentence, (await OpenFailureAsync(path, archive, new FileBudget(fileBytes: 1024 * 1024))).Message);
    }

    [Fact]
    public async Task Open_ManyLargeFiles_Fails()
    {
        var large = new byte[1024 * 1024];
        var archive = Archives.Zip(("a.txt", large), ("b.txt", large), ("c.txt", large));

        Assert.Equal(
            "The files are larger than 2 MB together. Read fewer at a time.",
            (await OpenFailureAsync("f/x.zip", archive, new FileBudget(totalBytes: 2 * 1024 * 1024))).Message);
    }

    [Theory]
    [InlineData("f/x.zip")]
    [InlineData("f/x.tar")]
    public async Task Open_ManyFiles_Fails(string path)
    {
        (string, byte[])[] files = [("a.txt", []), ("b.txt", []), ("c.txt", [])];
        var archive = path.EndsWith("zip", StringComparison.Ordinal) ? Archives.Zip(files) : Archives.Tar(files);

        Assert.Equal(
            "There are more than 2 files. Read fewer at a time.",
            (await OpenFailureAsync(path, archive, new FileBudget(files: 2))).Message);
    }

    [Theory]
    [InlineData("f/x.zip")]
    [InlineData("f/x.gz")]
    [InlineData("f/x.bz2")]
    public async Task Bundle_ThatIsNone_Fails(string path)
    {
        Assert.StartsWith(
            $"Unsupported bundle format: .{path.Split('.')[1]}. ",
            await Run(path, Archives.Text(new string('x', 2000))).FailureAsync("message"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_Damaged_Fails()
    {
        var zip = Archives.Zip(("a.txt", Archives.Text("one")));
        var tar = Archives.Tar(("a.txt", new byte[5000]));

        Assert.StartsWith("Unsupported bundle format", await Run("f/x.zip", zip[..^10]).FailureAsync("message"), StringComparison.Ordinal);
        Assert.StartsWith("Unsupported bundle format", await Run("f/x.tar", tar[..2048]).FailureAsync("message"), StringComparison.Ordinal);
        Assert.StartsWith("Unsupported bundle format", await Run("f/x.tgz", Archives.Gzip(tar)[..^20]).FailureAsync("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tar_LinkOutOfIt_IsNotFollowed()
    {
        var stream = new MemoryStream();
        using (var archive = new System.Formats.Tar.TarWriter(stream))
        {
            archive.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.SymbolicLink, "a.txt") { LinkName = "/etc/passwd" });
        }

        Assert.Equal("No files to process.", await Run("f/x.tar", stream.ToArray()).FailureAsync("message"));
    }

    [Fact]
    public void TarHeaders_SizeBeyondTheEnd_DoNotAgree()
    {
        var tar = Archives.Tar(("a.txt", Archives.Text("one")));

        Assert.True(TarHeaders.Agree(tar));
        Assert.False(TarHeaders.Agree(tar.AsSpan(0, 520)));
        Assert.False(TarHeaders.Agree(new byte[1024]));
    }

    private static Task<ComponentException> OpenFailureAsync(string path, byte[] content, FileBudget budget) =>
        Assert.ThrowsAsync<ComponentException>(async () =>
            await FileBundle.OpenAsync(new FileContent(path, content, ObjectValue.Empty), budget, CancellationToken.None));

    private static ComponentRun Run(string path, byte[] content)
    {
        var run = new ComponentRun("File").With("path", path);
        run.Host.Files[path] = content;
        return run;
    }
}
