using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

public sealed class SplitTextComponentTests
{
    [Fact]
    public async Task Chunks_ShortPieces_AreMergedUpToTheSize()
    {
        Assert.Equal(["aa\nbb", "cc\ndd"], await ChunksOf("aa\nbb\ncc\ndd", size: 5, overlap: 0));
    }

    [Fact]
    public async Task Chunks_Overlap_RepeatsWholePieces()
    {
        Assert.Equal(["aa\nbb", "bb\ncc", "cc\ndd"], await ChunksOf("aa\nbb\ncc\ndd", size: 5, overlap: 2));
        Assert.Equal(["aa\nbb", "cc\ndd"], await ChunksOf("aa\nbb\ncc\ndd", size: 5, overlap: 1));
    }

    [Fact]
    public async Task Chunks_OverlapThatLeavesNoRoom_IsGivenUp()
    {
        Assert.Equal(["a\nb", "cccc", "d"], await ChunksOf("a\nb\ncccc\nd", size: 4, overlap: 4));
    }

    [Fact]
    public async Task Chunks_LongPiece_StaysWhole()
    {
        Assert.Equal(["a", "bbbbbbbb", "c"], await ChunksOf("a\nbbbbbbbb\nc", size: 3, overlap: 0));
    }

    [Fact]
    public async Task Chunks_Defaults_AreLinesUpToThousandCharactersWithTwoHundredOverlap()
    {
        var lines = Enumerable.Range(0, 30).Select(line => new string((char)('a' + line % 26), 99)).ToArray();

        var chunks = Texts(await Run(new Message(string.Join('\n', lines))).OutputAsync<DataFrame>("dataframe"));

        Assert.Equal(string.Join('\n', lines[..10]), chunks[0]);
        Assert.Equal(string.Join('\n', lines[8..18]), chunks[1]);
    }

    [Fact]
    public async Task Chunks_WhiteSpace_IsStrippedAndEmptyOnesAreLeftOut()
    {
        Assert.Equal(["a", "b"], await ChunksOf("  a \n   \n b", size: 4, overlap: 0));
        Assert.Equal(["a\nb"], await ChunksOf("a\n\n\nb", size: 10, overlap: 0));
        Assert.Empty(await ChunksOf(" \n ", size: 10, overlap: 0));
    }

    [Theory]
    [InlineData("/n", "a\nb", new[] { "a", "b" })]
    [InlineData("/t", "a\tb", new[] { "a", "b" })]
    [InlineData("\\n", "a\nb", new[] { "a", "b" })]
    [InlineData("\\n\\n", "a\n\nb", new[] { "a", "b" })]
    [InlineData(".", "a.b", new[] { "a", "b" })]
    [InlineData("[ab]", "x[ab]y", new[] { "x", "y" })]
    public async Task Separator_Escapes_AreUndoneAndTheRestIsPlain(string separator, string text, string[] expected)
    {
        Assert.Equal(expected, await ChunksOf(text, size: 1, overlap: 0, separator: separator));
    }

    [Fact]
    public async Task Separator_Empty_CutsBetweenCharacters()
    {
        Assert.Equal(["ab", "c"], await ChunksOf("abc", size: 2, overlap: 0, separator: ""));
    }

    [Fact]
    public async Task Size_Emoji_CountsAsOneCharacter()
    {
        Assert.Equal(["😀😀", "😀"], await ChunksOf("😀😀😀", size: 2, overlap: 0, separator: ""));
        Assert.Equal(["😀,😀", "😀"], await ChunksOf("😀,😀,😀", size: 3, overlap: 0, separator: ","));
    }

    [Theory]
    [InlineData("False", new[] { "a", "b", "c" })]
    [InlineData("True", new[] { "a", ".b", ".c" })]
    [InlineData("Start", new[] { "a", ".b", ".c" })]
    [InlineData("End", new[] { "a.", "b.", "c" })]
    public async Task KeepSeparator_Place_SaysWhereItGoes(string keep, string[] expected)
    {
        Assert.Equal(expected, await ChunksOf("a.b.c", size: 2, overlap: 0, separator: ".", keep: keep));
    }

    [Fact]
    public async Task KeepSeparator_Merged_AddsNoFurtherSeparator()
    {
        Assert.Equal(["a.b", ".c.d"], await ChunksOf("a.b.c.d", size: 4, overlap: 0, separator: ".", keep: "Start"));
    }

    [Fact]
    public async Task KeepSeparator_AtBothEnds_MakesNoEmptyPieces()
    {
        Assert.Equal([".a", "."], await ChunksOf(".a.", size: 2, overlap: 0, separator: ".", keep: "Start"));
        Assert.Equal([".", "a."], await ChunksOf(".a.", size: 2, overlap: 0, separator: ".", keep: "End"));
    }

    [Theory]
    [InlineData(5, 6, "Error splitting text: Got a larger chunk overlap (6) than chunk size (5), should be smaller.")]
    [InlineData(0, 0, "Error splitting text: chunk_size must be > 0, got 0")]
    [InlineData(5, -1, "Error splitting text: chunk_overlap must be >= 0, got -1")]
    public async Task Sizes_ThatMakeNoSense_Fail(int size, int overlap, string expected)
    {
        Assert.Equal(expected, await Run(new Message("a")).With("chunk_size", size).With("chunk_overlap", overlap).FailureAsync("dataframe"));
    }

    [Fact]
    public async Task Output_TooMuch_Fails()
    {
        var lines = string.Join('\n', Enumerable.Repeat(new string('a', 10_000), 300));
        var run = Run(new Message(lines)).With("chunk_size", 1_500_000).With("chunk_overlap", 1_490_000);

        Assert.Equal(
            "Error splitting text: the chunks have more than 50000000 characters. Make the overlap smaller or the text shorter.",
            await run.FailureAsync("dataframe"));
    }

    [Fact]
    public async Task DataFrame_TextColumn_IsCutAndTheOthersFollow()
    {
        var frame = DataFrame.FromRecords([Record("""{"id": 1, "body": "a\nb"}"""), Record("""{"id": 2, "body": "c"}""")]);

        var run = Run(frame).With("text_key", "body").With("chunk_size", 1).With("chunk_overlap", 0);

        var chunks = await run.OutputAsync<DataFrame>("dataframe");

        Assert.Equal("""[{"text":"a","id":1},{"text":"b","id":1},{"text":"c","id":2}]""", chunks.ToJson());
    }

    [Fact]
    public async Task DataFrame_NumbersAndGaps_AreTextsAndNothing()
    {
        var frame = DataFrame.FromRecords([Record("""{"text": 1.5}"""), Record("""{"text": null}""")]);

        Assert.Equal(["1.5"], Texts(await Run(frame).OutputAsync<DataFrame>("dataframe")));
    }

    [Fact]
    public async Task DataFrame_WithoutRows_Fails()
    {
        Assert.Equal("DataFrame is empty", await Run(new DataFrame(["text"], [])).FailureAsync("dataframe"));
    }

    [Fact]
    public async Task DataFrame_WithoutTheColumn_Fails()
    {
        var frame = DataFrame.FromRecords([Record("""{"a": 1}""")]);

        Assert.Equal("Text key 'text' not found in DataFrame columns", await Run(frame).FailureAsync("dataframe"));
    }

    [Fact]
    public async Task Data_OtherFields_ComeWithEachChunk()
    {
        var record = new Data(Record("""{"source": "x", "text": "a\nb"}"""));

        var chunks = await Run(record).With("chunk_size", 1).With("chunk_overlap", 0).OutputAsync<DataFrame>("dataframe");

        Assert.Equal("""[{"text":"a","source":"x"},{"text":"b","source":"x"}]""", chunks.ToJson());
    }

    [Fact]
    public async Task Data_TextKey_IsTheComponentsOrItsOwn()
    {
        var record = new Data(Record("""{"title": "t", "body": "b", "text": "x"}""")) { TextKey = "title" };

        var chunks = await Run(record).With("text_key", "body").OutputAsync<DataFrame>("dataframe");

        Assert.Equal("""[{"text":"b","title":"t"}]""", chunks.ToJson());
        Assert.Equal(["t"], Texts(await Run(record).With("text_key", "none").OutputAsync<DataFrame>("dataframe")));
    }

    [Fact]
    public async Task Data_WithoutText_IsItsDefault()
    {
        Assert.Equal(["d"], Texts(await Run(new Data(Record("""{"a": 1}""")) { DefaultValue = "d" }).OutputAsync<DataFrame>("dataframe")));
        Assert.Empty((await Run(new Data(Record("""{"a": 1}"""))).OutputAsync<DataFrame>("dataframe")).Rows);
    }

    [Fact]
    public async Task Message_Fields_ComeWithTheText()
    {
        var chunks = await Run(new Message("Hello") { Sender = "User" }).With("text_key", "sender").OutputAsync<DataFrame>("dataframe");

        Assert.Equal("text", chunks.Columns[0]);
        Assert.Equal(("Hello", "User"), (((TextValue)chunks.Record(0)["text"]).Value, ((TextValue)chunks.Record(0)["sender"]).Value));
    }

    [Fact]
    public async Task List_OfRecords_IsCutOneByOne()
    {
        var list = FlowValue.Of([new Data(Record("""{"text": "a"}""")), new Message("b"), FlowValue.Of("no record")]);

        Assert.Equal(["a", "b"], Texts(await Run(list).OutputAsync<DataFrame>("dataframe")));
    }

    [Fact]
    public async Task List_WithoutRecords_Fails()
    {
        Assert.Equal("No valid Data inputs found in <class 'list'>", await Run(FlowValue.Of([FlowValue.Of(1)])).FailureAsync("dataframe"));
    }

    [Fact]
    public async Task Input_Nothing_Fails()
    {
        Assert.Equal("No data inputs provided", await new ComponentRun("SplitText").FailureAsync("dataframe"));
        Assert.Equal("No data inputs provided", await Run(ListValue.Empty).FailureAsync("dataframe"));
        Assert.Equal("No data inputs provided", await Run(TextValue.Empty).FailureAsync("dataframe"));
    }

    [Fact]
    public async Task OlderOutputs_BothNames_GiveRecordsAndATable()
    {
        var run = Run(new Data(Record("""{"text": "a", "n": 1}"""))).Asking("chunks", "split_text").Asking("dataframe", "as_dataframe");

        var outputs = (await run.RunAsync()).Outputs;

        Assert.Equal(FlowValue.Of([new Data(Record("""{"text": "a", "n": 1}"""))]), outputs["chunks"]);
        Assert.Equal("""[{"text":"a","n":1}]""", Assert.IsType<DataFrame>(outputs["dataframe"]).ToJson());
    }

    [Fact]
    public async Task Split_RunGivenUp_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Run(new Message("a")).OutputAsync<DataFrame>("dataframe", cancellationToken: cancelled.Token));
    }

    private static ComponentRun Run(FlowValue input) => new ComponentRun("SplitText").With("data_inputs", input);

    private static async Task<string[]> ChunksOf(string text, int size, int overlap, string separator = "\n", string keep = "False") => Texts(
        await Run(new Message(text))
            .With("chunk_size", size)
            .With("chunk_overlap", overlap)
            .With("separator", separator)
            .With("keep_separator", keep)
            .OutputAsync<DataFrame>("dataframe"));

    private static string[] Texts(DataFrame chunks) => [.. chunks.Records().Select(row => ((TextValue)row["text"]).Value)];

    private static ObjectValue Record(string json) => (ObjectValue)JsonValues.Parse(json);
}
