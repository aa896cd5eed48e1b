using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

public sealed class DataOperationsComponentTests
{
    [Theory]
    [InlineData]
    [InlineData("Select Keys", "Remove Keys")]
    [InlineData("Something Else")]
    public async Task Operations_NotExactlyOneThatThereIs_GiveNothing(params string[] operations)
    {
        Assert.Equal(Data.Empty, await Run(operations, """{"a": 1}""").OutputAsync<Data>("data_output", "as_data"));
    }

    [Theory]
    [InlineData("Select Keys")]
    [InlineData("Literal Eval")]
    [InlineData("Filter Values")]
    [InlineData("Append or Update")]
    [InlineData("Remove Keys")]
    [InlineData("Rename Keys")]
    [InlineData("Path Selection")]
    [InlineData("JQ Expression")]
    public async Task Operations_AllButCombine_RefuseSeveralRecords(string operation)
    {
        var run = Run([operation], "{}", "{}").With("selected_key", ".a").With("query", ".");

        Assert.Equal($"{operation} operation is not supported for multiple data objects.", await run.FailureAsync("data_output"));
    }

    [Theory]
    [InlineData("Select Keys")]
    [InlineData("JQ Expression")]
    public async Task Operations_WithoutRecord_Fail(string operation)
    {
        Assert.Equal(
            $"{operation} needs a data object, and there is none at the input 'data'.",
            await Run([operation]).With("query", ".").FailureAsync("data_output"));
    }

    [Fact]
    public async Task Operations_OnAMessage_WorkOnItsFields()
    {
        var run = new ComponentRun("DataOperations")
            .With("operations", Operation("Select Keys"))
            .With("data", new Message("Hi"))
            .With("select_keys_input", Texts("text"));

        Assert.Equal("""{"text":"Hi"}""", (await run.OutputAsync<Data>("data_output")).Fields.ToJson());
    }

    [Fact]
    public async Task SelectKeys_Some_AreInTheOrderOfTheRecord()
    {
        var run = Run(["Select Keys"], """{"a": 1, "b": 2, "c": 3}""").With("select_keys_input", Texts("c", "a"));

        Assert.Equal("""{"a":1,"c":3}""", await ResultOf(run));
    }

    [Fact]
    public async Task SelectKeys_None_GiveNothing()
    {
        Assert.Equal("{}", await ResultOf(Run(["Select Keys"], """{"a": 1}""")));
    }

    [Fact]
    public async Task SelectKeys_Missing_Fails()
    {
        Assert.Equal(
            "Select key not found in data. Available keys: ['a', 'b']",
            await Run(["Select Keys"], """{"a": 1, "b": 2}""").With("select_keys_input", Texts("a", "c")).FailureAsync("data_output"));
    }

    [Fact]
    public async Task SelectKeys_OnlyData_OpensThatField()
    {
        const string Record = """{"data": {"x": 1}, "a": 2}""";

        Assert.Equal("""{"x":1}""", await ResultOf(Run(["Select Keys"], Record).With("select_keys_input", Texts("data"))));
        Assert.Equal("""{"data":{"x":1},"a":2}""", await ResultOf(Run(["Select Keys"], Record).With("select_keys_input", Texts("data", "a"))));
    }

    [Fact]
    public async Task SelectKeys_OnlyDataWithoutFields_Fails()
    {
        Assert.Equal(
            "The field 'data' has no fields that could be selected.",
            await Run(["Select Keys"], """{"data": 1}""").With("select_keys_input", Texts("data")).FailureAsync("data_output"));
        Assert.Equal(
            "Select key not found in data. Available keys: ['a']",
            await Run(["Select Keys"], """{"a": 1}""").With("select_keys_input", Texts("data")).FailureAsync("data_output"));
    }

    [Fact]
    public async Task Combine_EqualKeys_BecomeLists()
    {
        var run = Run(
            ["Combine"],
            """{"a": 1, "b": [1], "c": "x", "d": 1}""",
            """{"a": 2, "b": [2, 3], "c": ["y"]}""",
            """{"a": 3, "b": 4, "e": [5]}""");

        Assert.Equal("""{"a":[1,2,3],"b":[1,2,3,4],"c":["x","y"],"d":1,"e":[5]}""", await ResultOf(run));
    }

    [Fact]
    public async Task Combine_OneRecord_IsItself()
    {
        var record = new Data(FlowValue.Of(("a", FlowValue.Of(1)))) { TextKey = "a", DefaultValue = "d" };

        var result = await new ComponentRun("DataOperations")
            .With("operations", Operation("Combine"))
            .With("data", FlowValue.Of([record]))
            .OutputAsync<Data>("data_output");

        Assert.Equal(record, result);
    }

    [Fact]
    public async Task Combine_NoRecord_IsEmpty()
    {
        Assert.Equal(Data.Empty, await Run(["Combine"]).OutputAsync<Data>("data_output"));
    }

    [Theory]
    [InlineData("equals", "ab", """[{"n":"ab"}]""")]
    [InlineData("not equals", "ab", """[{"n":"abc"},{"n":"cab"},{"n":12}]""")]
    [InlineData("contains", "a", """[{"n":"ab"},{"n":"abc"},{"n":"cab"}]""")]
    [InlineData("starts with", "ab", """[{"n":"ab"},{"n":"abc"}]""")]
    [InlineData("ends with", "ab", """[{"n":"ab"},{"n":"cab"}]""")]
    [InlineData("equals", "12", """[{"n":12}]""")]
    [InlineData("resembles", "ab", "[]")]
    public async Task FilterValues_Operator_ComparesTexts(string @operator, string value, string expected)
    {
        var run = Filter("""{"items": [{"n": "ab"}, {"n": "abc"}, {"n": "cab"}, {"n": 12}, {"m": "ab"}, "ab"]}""", $$"""{"n": "{{value}}"}""")
            .With("operator", @operator);

        Assert.Equal($$"""{"items":{{expected}}}""", await ResultOf(run));
    }

    [Fact]
    public async Task FilterValues_Python_IsHowValuesArePrinted()
    {
        Assert.Equal(
            """{"items":[{"n":true}]}""",
            await ResultOf(Filter("""{"items": [{"n": true}, {"n": "true"}, {"n": null}]}""", """{"n": "True"}""")));
    }

    [Fact]
    public async Task FilterValues_SeveralValues_AllCount()
    {
        Assert.Equal(
            """{"items":[{"n":1,"m":2}]}""",
            await ResultOf(Filter("""{"items": [{"n": 1, "m": 2}, {"n": 1, "m": 3}, {"n": 1}]}""", """{"n": "1", "m": 2}""")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"n": ""}""")]
    [InlineData("""{"n": null}""")]
    [InlineData("""{"": "x"}""")]
    public async Task FilterValues_NothingToCompare_KeepsAllItems(string values)
    {
        Assert.Equal("""{"items":[{"n":1},"x"]}""", await ResultOf(Filter("""{"items": [{"n": 1}, "x"]}""", values)));
    }

    [Fact]
    public async Task FilterValues_SeveralLists_AreAllFilteredAndTheRestStays()
    {
        var run = Run(["Filter Values"], """{"a": [{"n": 1}], "b": [{"n": 2}], "c": [{"n": 2}]}""")
            .With("filter_key", Texts("a", "b"))
            .With("filter_values", JsonValues.Parse("""{"n": 1}"""));

        Assert.Equal("""{"a":[{"n":1}],"b":[],"c":[{"n":2}]}""", await ResultOf(run));
    }

    [Fact]
    public async Task FilterValues_MissingKey_Fails()
    {
        Assert.Equal(
            "Filter key 'items' not found in data. Available keys: ['a']",
            await Filter("""{"a": 1}""", "{}").FailureAsync("data_output"));
    }

    [Fact]
    public async Task FilterValues_NoList_Fails()
    {
        Assert.Equal("Filter key 'items' is not a list.", await Filter("""{"items": {"a": 1}}""", "{}").FailureAsync("data_output"));
    }

    [Fact]
    public async Task AppendOrUpdate_Fields_AreAddedOrReplaced()
    {
        var run = Run(["Append or Update"], """{"a": 1, "b": {"c": 2}}""")
            .With("append_update_data", JsonValues.Parse("""{"b": 3, "d": 4}"""));

        Assert.Equal("""{"a":1,"b":3,"d":4}""", await ResultOf(run));
    }

    [Fact]
    public async Task AppendOrUpdate_Untouched_AddsTheExample()
    {
        Assert.Equal("""{"a":1,"key":"value"}""", await ResultOf(Run(["Append or Update"], """{"a": 1}""")));
    }

    [Fact]
    public async Task RemoveKeys_Everywhere_AreGone()
    {
        var run = Run(["Remove Keys"], """{"a": 1, "b": {"a": 2, "c": 3}, "d": [{"a": 4}, [{"a": 5, "e": 6}], "a"]}""")
            .With("remove_keys_input", Texts("a", "none"));

        Assert.Equal("""{"b":{"c":3},"d":[{},[{"e":6}],"a"]}""", await ResultOf(run));
    }

    [Fact]
    public async Task RenameKeys_Everywhere_GetTheirNewNames()
    {
        var run = Run(["Rename Keys"], """{"a": 1, "b": {"a": 2}, "d": [{"a": 4}, "a"]}""")
            .With("rename_keys_input", JsonValues.Parse("""{"a": "x"}"""));

        Assert.Equal("""{"x":1,"b":{"x":2},"d":[{"x":4},"a"]}""", await ResultOf(run));
    }

    [Fact]
    public async Task RenameKeys_ToANameThatThereIs_LaterCounts()
    {
        var run = Run(["Rename Keys"], """{"a": 1, "c": 2, "b": 3}""")
            .With("rename_keys_input", JsonValues.Parse("""{"a": "b"}"""));

        Assert.Equal("""{"b":3,"c":2}""", await ResultOf(run));
    }

    [Theory]
    [InlineData("[1, 'a']", """[1,"a"]""")]
    [InlineData("{'x': True}", """{"x":true}""")]
    [InlineData("(1, 2)", "[1,2]")]
    [InlineData("'it'", "\"it\"")]
    [InlineData("\"it\"", "\"it\"")]
    [InlineData(" True ", "true")]
    [InlineData("None", "null")]
    [InlineData("12", "12")]
    [InlineData("1.5", "1.5")]
    public async Task LiteralEval_Literals_AreEvaluatedEverywhere(string text, string expected)
    {
        Assert.Equal($$"""{"a":{{expected}},"b":[{"c":{{expected}}}]}""", await ResultOf(Evaluate(text)));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("-1")]
    [InlineData("1.2.3")]
    [InlineData("007")]
    [InlineData("[1,")]
    [InlineData("(open(x))")]
    [InlineData("plain words")]
    [InlineData("...")]
    [InlineData("")]
    public async Task LiteralEval_OtherTexts_StayTexts(string text)
    {
        var result = await Evaluate(text).OutputAsync<Data>("data_output");

        Assert.Equal(FlowValue.Of(text), result.Fields["a"]);
    }

    [Fact]
    public async Task LiteralEval_Record_KeepsItsTextKey()
    {
        var record = new Data(FlowValue.Of(("a", FlowValue.Of("1")))) { TextKey = "a", DefaultValue = "d" };

        var result = await new ComponentRun("DataOperations")
            .With("operations", Operation("Literal Eval"))
            .With("data", record)
            .OutputAsync<Data>("data_output");

        Assert.Equal(record.WithFields(FlowValue.Of(("a", FlowValue.Of(1)))), result);
    }

    [Theory]
    [InlineData(".a.b", """{"c":1}""")]
    [InlineData(".a.b.c", """{"result":1}""")]
    [InlineData(".list[0]", """{"result":"x"}""")]
    [InlineData(".none", """{"result":null}""")]
    [InlineData(".list[]", """{"result":"x"}""")]
    public async Task PathSelection_Path_GivesTheFirstResult(string path, string expected)
    {
        Assert.Equal(expected, await ResultOf(Select("""{"a": {"b": {"c": 1}}, "list": ["x", "y"]}""", path)));
    }

    [Theory]
    [InlineData(".a[")]
    [InlineData(".a.b.c")]
    [InlineData("empty")]
    public async Task PathSelection_Error_IsTheResult(string path)
    {
        var result = await Select("""{"a": {"b": 1}}""", path).Asking("data_output").RunAsync();

        var error = Assert.IsType<TextValue>(Assert.Single(Assert.IsType<Data>(result.Outputs["data_output"]).Fields).Value);
        Assert.NotEmpty(error.Value);
        Assert.Equal(FlowValue.Of($"Error: {error.Value}"), result.Status);
        Assert.Single(result.Logs);
    }

    [Fact]
    public async Task PathSelection_WithoutPathOrRecord_SaysSo()
    {
        Assert.Equal("""{"error":"Missing input data or selected key."}""", await ResultOf(Run(["Path Selection"], "{}")));
        Assert.Equal("""{"error":"Missing input data or selected key."}""", await ResultOf(Run(["Path Selection"]).With("selected_key", ".a")));
    }

    [Theory]
    [InlineData(".a", """{"b":1}""")]
    [InlineData(".list", """{"result":["x","y"]}""")]
    [InlineData(".list[]", """{"result":["x","y"]}""")]
    [InlineData(".list[] | select(. == \"x\")", """{"result":"x"}""")]
    [InlineData(".list[], null", """{"result":["x","y",null]}""")]
    [InlineData("false", """{"result":false}""")]
    public async Task JqExpression_Results_AreOneOrAList(string query, string expected)
    {
        Assert.Equal(expected, await ResultOf(Ask(query)));
    }

    [Theory]
    [InlineData("empty", "JSON Query error: No result from JSON query.")]
    [InlineData(".none", "JSON Query error: JSON query returned null/None. Check if the path exists in your data.")]
    [InlineData("\"None\"", "JSON Query error: JSON query returned null/None. Check if the path exists in your data.")]
    [InlineData("  ", "JSON Query is required and cannot be blank.")]
    [InlineData("", "JSON Query is required and cannot be blank.")]
    public async Task JqExpression_NoResult_Fails(string query, string expected)
    {
        Assert.Equal(expected, await Ask(query).FailureAsync("data_output"));
    }

    [Theory]
    [InlineData(".a[")]
    [InlineData(".list.x")]
    public async Task JqExpression_Error_Fails(string query)
    {
        Assert.StartsWith("JSON Query error: ", await Ask(query).FailureAsync("data_output"));
    }

    private static ComponentRun Run(string[] operations, params string[] records) => new ComponentRun("DataOperations")
        .With("operations", Operation(operations))
        .With("data", FlowValue.Of(records.Select(record => new Data((ObjectValue)JsonValues.Parse(record)))));

    private static ComponentRun Filter(string record, string values) =>
        Run(["Filter Values"], record).With("filter_key", Texts("items")).With("filter_values", JsonValues.Parse(values));

    private static ComponentRun Evaluate(string text) => new ComponentRun("DataOperations")
        .With("operations", Operation("Literal Eval"))
        .With("data", new Data(FlowValue.Of(
            ("a", FlowValue.Of(text)), ("b", FlowValue.Of([FlowValue.Of(("c", FlowValue.Of(text)))])))));

    private static ComponentRun Select(string record, string path) => Run(["Path Selection"], record).With("selected_key", path);

    private static ComponentRun Ask(string query) => Run(["JQ Expression"], """{"a": {"b": 1}, "list": ["x", "y"]}""").With("query", query);

    private static ListValue Operation(params string[] names) => FlowValue.Of(names.Select(name => FlowValue.Of(("name", FlowValue.Of(name)))));

    private static ListValue Texts(params string[] texts) => FlowValue.Of(texts.Select(FlowValue.Of));

    private static async Task<string> ResultOf(ComponentRun run) => (await run.OutputAsync<Data>("data_output")).Fields.ToJson();
}
