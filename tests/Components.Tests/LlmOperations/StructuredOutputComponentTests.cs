using System.Text.Json.Nodes;
using SkillFlaw.Components.LanguageModels;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LlmOperations;

public sealed class StructuredOutputComponentTests : ModelTest
{
    [Fact]
    public async Task StructuredOutput_OneObject_IsItsFields()
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCall("OutputModel", """{"objects":[{"name":"Ada","age":36}]}"""));

        var data = await Component().OutputAsync<Data>("structured_output");

        Assert.Equal("""{"name":"Ada","age":36}""", data.Fields.ToJson());
    }

    [Fact]
    public async Task StructuredOutput_SeveralObjects_AreResults()
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCall("OutputModel", """{"objects":[{"name":"Ada"},{"name":"Alan"}]}"""));

        var data = await Component().OutputAsync<Data>("structured_output");

        Assert.Equal("""{"results":[{"name":"Ada"},{"name":"Alan"}]}""", data.Fields.ToJson());
    }

    [Fact]
    public async Task DataFrameOutput_SeveralObjects_AreRows()
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCall("OutputModel", """{"objects":[{"name":"Ada"},{"name":"Alan","age":41}]}"""));

        var table = await Component().OutputAsync<DataFrame>("dataframe_output");

        Assert.Equal("""[{"name":"Ada","age":null},{"name":"Alan","age":41}]""", table.ToJson());
    }

    [Fact]
    public async Task Request_Schema_IsAForcedToolWithTheFields()
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCall("People_list", """{"objects":[{"name":"Ada"}]}"""));

        await Component().With("schema_name", "People list").With("system_prompt", "Find people.").OutputAsync<Data>("structured_output");

        var function = Body["tools"]![0]!["function"]!;
        var item = function["parameters"]!["properties"]!["objects"]!["items"]!;
        Assert.Equal("People_list", function["name"]!.ToString());
        Assert.Equal("People_list", Body["tool_choice"]!["function"]!["name"]!.ToString());
        Assert.Equal("string", item["properties"]!["name"]!["type"]!.ToString());
        Assert.Equal("The first name", item["properties"]!["name"]!["description"]!.ToString());
        Assert.Equal("array", item["properties"]!["tags"]!["type"]!.ToString());
        Assert.Equal("integer", item["properties"]!["tags"]!["items"]!["type"]!.ToString());
        Assert.Equal("Find people.", Body["messages"]![0]!["content"]!.ToString());
        Assert.Equal("Ada is here.", Body["messages"]![1]!["content"]!.ToString());
    }

    [Fact]
    public async Task StructuredOutput_AnswerInOtherOrder_IsInTheOrderOfTheSchema()
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCall("OutputModel", """{"objects":[{"more":1,"tags":[2],"name":"Ada"}]}"""));

        var data = await Component().OutputAsync<Data>("structured_output");

        Assert.Equal("""{"name":"Ada","tags":[2],"more":1}""", data.Fields.ToJson());
    }

    [Fact]
    public async Task StructuredOutput_WholeNumberInFloat_IsAFloat()
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCall("OutputModel", """{"objects":[{"price":900,"parts":[1,2.5],"count":3}]}"""));
        var schema = FlowValue.Of([Row("price", "float", "False", ""), Row("parts", "float", "True", ""), Row("count", "int", "False", "")]);

        var data = await Component().With("output_schema", schema).OutputAsync<Data>("structured_output");

        Assert.Equal(FlowValue.Of(900.0), data.Fields["price"]);
        Assert.Equal(FlowValue.Of([FlowValue.Of(1.0), FlowValue.Of(2.5)]), data.Fields["parts"]);
        Assert.Equal(FlowValue.Of(3L), data.Fields["count"]);
    }

    [Fact]
    public async Task Request_Schema_RequiresEveryField()
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCall("OutputModel", """{"objects":[{"name":"Ada"}]}"""));

        await Component().OutputAsync<Data>("structured_output");

        Assert.Equal(["name", "tags"], Item["required"]!.AsArray().Select(name => name!.ToString()));
    }

    [Theory]
    [InlineData("number", "False", """{"type":"number"}""")]
    [InlineData("list", "False", """{"type":"array","items":{}}""")]
    [InlineData("list", "True", """{"type":"array","items":{"type":"array","items":{}}}""")]
    public async Task Request_TypeOfField_IsWhatProvidersTake(string type, string multiple, string property)
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCall("OutputModel", """{"objects":[{"it":1}]}"""));

        await Component().With("output_schema", FlowValue.Of([Row("it", type, multiple, "")])).OutputAsync<Data>("structured_output");

        Assert.Equal(property, Item["properties"]!["it"]!.ToJsonString());
    }

    [Fact]
    public async Task Request_MultipleAsNumber_IsAList()
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCall("OutputModel", """{"objects":[{"it":["a"]}]}"""));
        var row = FlowValue.Of(("name", FlowValue.Of("it")), ("type", FlowValue.Of("str")), ("multiple", FlowValue.Of(1L)));

        await Component().With("output_schema", FlowValue.Of([row])).OutputAsync<Data>("structured_output");

        Assert.Equal("""{"type":"array","items":{"type":"string"}}""", Item["properties"]!["it"]!.ToJsonString());
    }

    [Fact]
    public async Task StructuredOutput_NoToolCall_IsAskedForTheFormat()
    {
        OpenAI.Replies.Enqueue(FakeReply.Text("I call no tools."));
        OpenAI.Replies.Enqueue(FakeReply.Text("""{"objects":[{"name":"Ada"}]}"""));

        var data = await Component().OutputAsync<Data>("structured_output");

        Assert.Equal("""{"name":"Ada"}""", data.Fields.ToJson());
        Assert.Equal("json_schema", Body["response_format"]!["type"]!.ToString());
    }

    [Fact]
    public async Task StructuredOutput_BothWaysFail_SaysSo()
    {
        OpenAI.Respond = _ => FakeReply.Text("No.");

        Assert.Equal(
            "Model does not support tool calling (trustcall failed) and fallback with_structured_output also failed: The model called no tool.",
            await Component().FailureAsync("structured_output"));
    }

    [Fact]
    public async Task StructuredOutput_EmptyList_SaysThereIsNone()
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCall("OutputModel", """{"objects":[]}"""));

        Assert.Equal("No structured output returned", await Component().FailureAsync("structured_output"));
    }

    [Fact]
    public async Task StructuredOutput_WithoutSchema_SaysSo() => Assert.Equal(
        "Output schema cannot be empty", await Component().With("output_schema", ListValue.Empty).FailureAsync("structured_output"));

    [Fact]
    public async Task StructuredOutput_WithoutModel_SaysSo() => Assert.Equal(
        "A model selection is required", await Component().With("model", ListValue.Empty).FailureAsync("structured_output"));

    [Fact]
    public async Task StructuredOutput_OlderFileWithConnectedModel_AsksThatModel()
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCall("OutputModel", """{"objects":[{"name":"Ada"}]}"""));
        Host.Secrets["OpenAIModel-1.api_key"] = Key;
        var model = new LanguageModel { Provider = "OpenAI", Model = "gpt-4o", ApiKey = new SecretReference("OpenAIModel-1", "api_key") };

        await Component().With("model", ListValue.Empty).With("llm", model).OutputAsync<Data>("structured_output");

        Assert.Equal("gpt-4o", OpenAI.Requests[^1].Model);
    }

    private JsonNode Item => Body["tools"]![0]!["function"]!["parameters"]!["properties"]!["objects"]!["items"]!;

    private ComponentRun Component() => new ComponentRun("StructuredOutput") { Host = Host }
        .With("model", Choice("OpenAI", "gpt-4o-mini"))
        .With("api_key", Key)
        .With("input_value", "Ada is here.")
        .With("output_schema", FlowValue.Of([Row("name", "str", "False", "The first name"), Row("tags", "int", "True", "")]));

    private static ObjectValue Row(string name, string type, string multiple, string description) => FlowValue.Of(
        ("name", FlowValue.Of(name)),
        ("type", FlowValue.Of(type)),
        ("multiple", FlowValue.Of(multiple)),
        ("description", FlowValue.Of(description)));
}
