using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>What is long is cut in events of builds, everywhere alike (semantics section 4.7).</summary>
public sealed class CutTests
{
    private static readonly string _longest = new('x', 6_000);

    [Theory]
    [InlineData("", "")]
    [InlineData("y", "...")]
    [InlineData("😀", "...")]
    public void WriteData_OfTextPastItsLimit_EndsInDots(string more, string end) =>
        Assert.Equal(_longest + end, WireTexts.Shown(FlowValue.Of(_longest + more)).GetString());

    // Python counts characters, and a pair of surrogates is one.
    [Fact]
    public void WriteData_OfTextOfEmoji_CountsCharactersAndHalvesNone()
    {
        var emoji = string.Concat(Enumerable.Repeat("😀", 6_000));

        Assert.Equal(emoji, WireTexts.Shown(FlowValue.Of(emoji)).GetString());
        Assert.Equal(emoji + "...", WireTexts.Shown(FlowValue.Of(emoji + "y")).GetString());
        Assert.Equal("a" + emoji[..^2] + "...", WireTexts.Shown(FlowValue.Of("a" + emoji)).GetString());
    }

    [Fact]
    public void WriteData_OfLongListInARecord_KeepsTheFirstItemsAndSaysHowManyAreGone()
    {
        var list = FlowValue.Of(Enumerable.Range(0, 1_003).Select(number => FlowValue.Of(number)));

        var shown = WireTexts.Shown(new Data(FlowValue.Of(("a", FlowValue.Of([FlowValue.Of(("b", list))])))));

        var items = shown.GetProperty("a")[0].GetProperty("b");
        Assert.Equal(1_001, items.GetArrayLength());
        Assert.Equal(999, items[999].GetInt32());
        Assert.Equal("... [truncated 3 items]", items[1_000].GetString());
    }

    [Fact]
    public void WriteData_OfLongTable_KeepsTheFirstRowsOnly()
    {
        var frame = new DataFrame(["n"], [.. Enumerable.Range(0, 1_200).Select(row => FlowValue.Of([FlowValue.Of(row)]))]);

        var data = WireTexts.Data(WireTexts.Built("Any", ("out", frame)));

        var rows = data.GetProperty("outputs").GetProperty("out").GetProperty("message");
        Assert.Equal(1_000, rows.GetArrayLength());
        Assert.Equal("""{"n":999}""", rows[999].GetRawText());
        Assert.Equal(1_000, data.GetProperty("artifacts").GetProperty("out").GetProperty("raw").GetArrayLength());
    }

    [Fact]
    public void WriteData_OfLongMessage_IsCutWhereverItStands()
    {
        var message = new Message(_longest + "§")
        {
            Sender = Message.Machine,
            ContentBlocks = FlowValue.Of([FlowValue.Of(("text", FlowValue.Of(_longest + "§")))]),
            Extra = FlowValue.Of(("extra", FlowValue.Of(_longest + "§"))),
            Files = [.. Enumerable.Range(0, 1_002).Select(file => $"f/{file}.txt")],
        };
        var vertex = WireTexts.Built("ChatOutput", ("message", message));

        var data = WireTexts.Data(vertex);

        var cut = _longest + "...";
        var result = data.GetProperty("results").GetProperty("message");
        Assert.Equal(cut, result.GetProperty("text").GetString());
        Assert.Equal(cut, result.GetProperty("data").GetProperty("text").GetString());
        Assert.Equal(cut, result.GetProperty("data").GetProperty("extra").GetString());
        Assert.Equal(cut, result.GetProperty("content_blocks")[0].GetProperty("text").GetString());
        Assert.Equal("... [truncated 2 items]", result.GetProperty("files")[1_000].GetString());
        Assert.Equal(cut, data.GetProperty("outputs").GetProperty("message").GetProperty("message").GetString());
        Assert.Equal(cut, data.GetProperty("artifacts").GetProperty("message").GetString());
        Assert.Equal(1_000, data.GetProperty("artifacts").GetProperty("files").GetArrayLength());
        Assert.Contains("...\n  Sender: Machine", BuildEventJson.ParamsOf(vertex), StringComparison.Ordinal);
        Assert.DoesNotContain("§", BuildEventJson.ParamsOf(vertex), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5_998)]
    [InlineData(5_999)]
    [InlineData(6_000)]
    [InlineData(6_001)]
    public void WriteData_OfMachinesLinesAtTheLimit_IsCutAfterTheLineBreaksAreDoubled(int length)
    {
        var message = new Message(new string('x', length - 3) + "\n\n\nend") { Sender = Message.Machine };

        var shown = WireTexts.Data(WireTexts.Built("ChatOutput", ("message", message))).GetProperty("artifacts").GetProperty("message");

        var doubled = VertexResultJson.Shown(message);
        Assert.True(doubled.Length > 6_000);
        Assert.Equal(doubled[..6_000] + "...", shown.GetString());
    }

    [Fact]
    public void WriteData_OfLongLogsAndFailures_CutsThem()
    {
        var vertex = WireTexts.Built("Any", ("out", FlowValue.Of(1)));
        var logged = vertex with { Result = vertex.Result! with { Logs = [new VertexLog("out", "log", FlowValue.Of(_longest + "§"))] } };
        var failed = vertex with { Result = null, Failure = _longest + "§" };

        var log = WireTexts.Data(logged).GetProperty("logs").GetProperty("out")[0].GetProperty("message");
        var failure = WireTexts.Data(failed).GetProperty("outputs").GetProperty("out").GetProperty("message").GetProperty("errorMessage");

        Assert.Equal(_longest + "...", log.GetString());
        Assert.Equal(_longest + "...", failure.GetString());
    }

    // All of it would be longer than a text can be.
    [Fact]
    public void WriteData_OfListOfLongTexts_MakesOnlyTheTextThatIsShown()
    {
        var list = FlowValue.Of(Enumerable.Repeat(FlowValue.Of(new string('x', 1_000_000)), 2_000));

        Assert.Equal("['" + _longest[2..] + "...", Repr(list));
        Assert.Equal("{\n    \"all\": [\n        \"" + _longest[24..] + "...", Repr(new Data(FlowValue.Of(("all", list)))));
        Assert.Equal("[[['" + _longest[4..] + "...", Repr(FlowValue.Of([FlowValue.Of([list])])));
    }

    [Fact]
    public void WriteData_OfLongValues_ShowsTheBeginningOfTheirTexts()
    {
        var records = FlowValue.Of(Enumerable.Range(0, 900).Select(number => FlowValue.Of(("it's", FlowValue.Of(number)), ("é", NullValue.Instance))));
        var message = new Message("hi") { Extra = FlowValue.Of(("all", records)) };

        foreach (var value in new FlowValue[] { records, new Data(FlowValue.Of(("all", records))), FlowValue.Of([message]) })
        {
            Assert.Equal(PythonText.Str(value)[..6_000] + "...", Repr(value));
        }
    }

    [Fact]
    public void WriteData_OfLongTable_ShowsTheTableOfItsFirstRows()
    {
        var frame = new DataFrame(["n"], [.. Enumerable.Range(0, 3_000).Select(row => FlowValue.Of([FlowValue.Of(10_000 + row)]))]);

        Assert.Equal(PythonText.Str(frame)[..6_000] + "...", Repr(frame));
    }

    private static string? Repr(FlowValue value) =>
        WireTexts.Data(WireTexts.Built("Any", ("out", value))).GetProperty("artifacts").GetProperty("out").GetProperty("repr").GetString();
}
