using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>The text that the editor shows of a vertex. What is expected was written by PyYAML 6.0.</summary>
public sealed class ParamsTests
{
    [Theory]
    [InlineData("", "''")]
    [InlineData("plain words", "plain words")]
    [InlineData("true", "'true'")]
    [InlineData("No", "'No'")]
    [InlineData("~", "'~'")]
    [InlineData("12", "'12'")]
    [InlineData("1.5", "'1.5'")]
    [InlineData("1e5", "1e5")]
    [InlineData("0x1F", "'0x1F'")]
    [InlineData("1:20", "'1:20'")]
    [InlineData("2026-01-20", "'2026-01-20'")]
    [InlineData("2026-01-20 07:42:56 UTC", "2026-01-20 07:42:56 UTC")]
    [InlineData("2026-01-20 07:42:56", "'2026-01-20 07:42:56'")]
    [InlineData("-", "'-'")]
    [InlineData("- a", "'- a'")]
    [InlineData("-a", "-a")]
    [InlineData("? a", "'? a'")]
    [InlineData("?a", "?a")]
    [InlineData(": a", "': a'")]
    [InlineData(":a", ":a")]
    [InlineData("a: b", "'a: b'")]
    [InlineData("a:b", "a:b")]
    [InlineData("http://x.y/z", "http://x.y/z")]
    [InlineData("a #b", "'a #b'")]
    [InlineData("a#b", "a#b")]
    [InlineData("#a", "'#a'")]
    [InlineData("it's", "it's")]
    [InlineData("'quoted'", "'''quoted'''")]
    [InlineData("say \"hi\"", "say \"hi\"")]
    [InlineData("\"hi\"", "'\"hi\"'")]
    [InlineData("[x]", "'[x]'")]
    [InlineData("@me", "'@me'")]
    [InlineData("`x`", "'`x`'")]
    [InlineData("---", "'---'")]
    [InlineData("...x", "'...x'")]
    [InlineData("é漢字", "é漢字")]
    [InlineData("é: 漢", "'é: 漢'")]
    [InlineData("😀", "😀")]
    [InlineData("😀: \t", "\"\\U0001F600: \\t\"")]
    [InlineData("tab\there", "\"tab\\there\"")]
    [InlineData("\r\n", "\"\\r\\n\"")]
    [InlineData("\u001b[0m", "\"\\e[0m\"")]
    [InlineData("\ufeff", "\"\\uFEFF\"")]
    [InlineData("\0", "\"\\0\"")]
    [InlineData(" leading", "' leading'")]
    [InlineData("trailing ", "'trailing '")]
    [InlineData("a\nb", "'a\n\n    b'")]
    [InlineData("a\n\nb", "'a\n\n\n    b'")]
    [InlineData("\na", "'\n\n    a'")]
    [InlineData("a\n", "'a\n\n    '")]
    [InlineData("a \nb", "\"a \\nb\"")]
    [InlineData("a\n b", "\"a\\n b\"")]
    [InlineData("a\u2028b", "'a\u2028    b'")]
    [InlineData("a\u0085\n\nb", "'a\u0085\n\n    b'")]
    [InlineData("\u0080", "\"\\x80\"")]
    [InlineData("word word word word word word word word word word word word word word word word word word end", "word word word word word word word word word word word word word word word\n    word word word end")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b c", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n    b c")]
    [InlineData("word word word word word word word word word word word word word word word word word word  two spaces", "word word word word word word word word word word word word word word word\n    word word word  two spaces")]
    [InlineData("it's it's it's it's it's it's it's it's it's it's it's it's it's it's it's it's it's it's end", "it's it's it's it's it's it's it's it's it's it's it's it's it's it's it's\n    it's it's it's end")]
    [InlineData("line one is this\nword word word word word word word word word word word word word word word word word word word word end", "'line one is this\n\n    word word word word word word word word word word word word word word word word\n    word word word word end'")]
    [InlineData("\tword word word word word word word word word word word word word word word word word word end", "\"\\tword word word word word word word word word word word word word word\\\n    \\ word word word word end\"")]
    [InlineData("\t😀😀😀😀😀😀😀😀😀😀😀😀", "\"\\t\\U0001F600\\U0001F600\\U0001F600\\U0001F600\\U0001F600\\U0001F600\\U0001F600\\\n    \\U0001F600\\U0001F600\\U0001F600\\U0001F600\\U0001F600\"")]
    [InlineData("\txxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "\"\\txxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"")]
    [InlineData("\twordss wordss wordss wordss wordss wordss wordss wordss wordss wordss wordss wordss wordss end", "\"\\twordss wordss wordss wordss wordss wordss wordss wordss wordss wordss\\\n    \\ wordss wordss wordss end\"")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n    b")]
    [InlineData("\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b", "\"\\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b\"")]
    [InlineData("\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b", "\"\\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\\n    \\ b\"")]
    public void ParamsOf_ChatWithText_IsWhatPythonWrites(string text, string expected)
    {
        var vertex = WireTexts.Built("ChatInput", ("message", new Message(text) { Sender = Message.User }));

        Assert.Equal($"- Files: []\n  Message: {expected}\n  Sender: User\n  Type: object\n", BuildEventJson.ParamsOf(vertex));
    }

    [Theory]
    [InlineData("{}", " {}")]
    [InlineData("[]", " []")]
    [InlineData(
        """{"b":1,"a":[1,[2,3],[],{}],"é":null,"Z":true}""",
        """

              Z: true
              a:
              - 1
              - - 2
                - 3
              - []
              - {}
              b: 1
              é: null
        """)]
    [InlineData(
        """[{"x":{"y":[{"z":1}]}},[{"k":"v"},"t"]]""",
        """

            - x:
                y:
                - z: 1
            - - k: v
              - t
        """)]
    [InlineData(
        """{"":{"a":1},"a\nb":[1,2],"xkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk":{"c":"d"},"12":0.5}""",
        """

              ? ''
              : a: 1
              '12': 0.5
              ? 'a

                b'
              : - 1
                - 2
              ? xkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk
              : c: d
        """)]
    [InlineData(
        "[1e16,1.5e300,-0.0,123456789012345678901234567890,1e-7]",
        """

            - 1.0e+16
            - 1.5e+300
            - -0.0
            - 123456789012345678901234567890
            - 1.0e-07
        """)]
    public void ParamsOf_WebhookWithRecord_IsWhatPythonWrites(string json, string expected)
    {
        var vertex = WireTexts.Built("Webhook", ("output_data", JsonValues.Parse(json)));

        var text = BuildEventJson.ParamsOf(vertex);

        Assert.StartsWith($"- Output Data:\n    raw:{expected}\n    repr: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ParamsOf_TextInput_IsItsArtifact()
    {
        var vertex = WireTexts.Built("TextInput", ("text", new Message("hi")));

        Assert.Equal("- Text:\n    raw: hi\n    repr: hi\n    type: text\n", BuildEventJson.ParamsOf(vertex));
    }

    [Fact]
    public void ParamsOf_SeveralOutputs_HasThemInTheOrderOfTheirTitles()
    {
        var vertex = WireTexts.Built("Webhook", ("z2one_two", FlowValue.Of(1)), ("another", NullValue.Instance));

        Assert.Equal(
            "- Another:\n    raw: null\n    repr: None\n    type: unknown\n  Z2One Two:\n    raw: 1\n    repr: '1'\n    type: unknown\n",
            BuildEventJson.ParamsOf(vertex));
    }

    [Fact]
    public void ParamsOf_ChatWithFiles_SaysWhatTheyAre()
    {
        var vertex = WireTexts.Built("ChatInput", ("message", new Message("hi") { Files = ["f1/a.txt"], SenderName = "Ann" }));

        Assert.Equal(
            "- Files:\n  - name: a.txt\n    path: f1/a.txt\n    type: txt\n  Message: hi\n  Sender Name: Ann\n  Type: object\n",
            BuildEventJson.ParamsOf(vertex));
    }

    [Fact]
    public void ParamsOf_MachineWithLines_ShowsThemDoubled()
    {
        var vertex = WireTexts.Built("ChatOutput", ("message", new Message("a\nb") { Sender = Message.Machine }));

        Assert.Contains("  Message: 'a\n\n\n    b'\n", BuildEventJson.ParamsOf(vertex), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ChatOutput")]
    [InlineData("Webhook")]
    public void ParamsOf_InterfaceThatGaveNothing_SaysThatItIsBuilt(string type) =>
        Assert.Equal("Built successfully ✨", BuildEventJson.ParamsOf(WireTexts.Built(type)));

    [Fact]
    public void ParamsOf_AnythingElse_IsNone() =>
        Assert.Equal("None", BuildEventJson.ParamsOf(WireTexts.Built("Prompt", ("prompt", new Message("hi")))));

    [Fact]
    public void ParamsOf_LongListsAndTables_AreCut()
    {
        var list = FlowValue.Of(Enumerable.Repeat<FlowValue>(FlowValue.Of(1), 1_002));
        var frame = new DataFrame(["n"], [.. Enumerable.Repeat(FlowValue.Of([FlowValue.Of(1)]), 1_002)]);

        var text = BuildEventJson.ParamsOf(WireTexts.Built("Webhook", ("a", list)));
        var table = BuildEventJson.ParamsOf(WireTexts.Built("Webhook", ("a", frame)));

        Assert.Equal(1_000, text.Split("    - 1\n").Length - 1);
        Assert.Contains("    - '... [truncated 2 items]'\n", text, StringComparison.Ordinal);
        Assert.Equal(1_000, table.Split("    - n: 1\n").Length - 1);
        Assert.DoesNotContain("truncated", table, StringComparison.Ordinal);
    }

    // As deep as a value may be, its text is deeper still.
    [Fact]
    public void ParamsOf_DeepestValue_IsWritten()
    {
        var value = FlowValue.Of("end");
        for (var depth = 1; depth < FlowValue.MaxDepth - 1; depth++)
        {
            value = FlowValue.Of([value]);
        }

        Assert.Contains("- - - end\n", BuildEventJson.ParamsOf(WireTexts.Built("Webhook", ("a", value))), StringComparison.Ordinal);
    }
}
