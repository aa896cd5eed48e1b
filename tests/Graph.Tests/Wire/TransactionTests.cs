using System.Text.Json.Nodes;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>What the monitor shows of a call's parameters (semantics section 5.4): no code, no secrets, and nothing long.</summary>
public sealed class TransactionTests
{
    private static readonly FlowValue _key = FlowValue.Of("sk-proj-abcdef9Xyz");

    [Fact]
    public void WriteInputs_OfValues_WritesThemAsTheyAre() => AssertInputs(
        """{"temperature":0.1,"n":3,"on":true,"none":null,"text":"hi","said":"hello","list":[1,"a"],"fields":{"k":"v"},"record":{"r":1},"table":[{"c":1}]}""",
        Value("temperature", FlowValue.Of(0.1)),
        Value("n", FlowValue.Of(3)),
        Value("on", FlowValue.Of(true)),
        Value("none", NullValue.Instance),
        Value("text", FlowValue.Of("hi")),
        Value("said", new Message("hello")),
        Value("list", FlowValue.Of([FlowValue.Of(1), FlowValue.Of("a")])),
        Value("fields", FlowValue.Of(("k", FlowValue.Of("v")))),
        Value("record", new Data(FlowValue.Of(("r", FlowValue.Of(1))))),
        Value("table", new DataFrame(["c"], [FlowValue.Of([FlowValue.Of(1)])])));

    [Fact]
    public void WriteInputs_OfCode_LeavesItOut() =>
        AssertInputs("""{"b":1}""", Value("code", FlowValue.Of("import os")), Value("b", FlowValue.Of(1)));

    [Fact]
    public void WriteInputs_OfDescriptions_WritesTheirTexts() => AssertInputs(
        """{"llm":"{'provider': 'OpenAI', 'model': 'gpt'}","tools":["{'name': 'search', 'description': 'Looks.'}"],"memory":"{'session_id': 's1'}"}""",
        Value("llm", new LanguageModel { Provider = "OpenAI", Model = "gpt", ApiKey = new SecretReference("v", "api_key") }),
        Value("tools", FlowValue.Of([new Tool("v", "o", "search", "Looks.", ObjectValue.Empty)])),
        Value("memory", new ChatMemory("s1", "")));

    [Theory]
    [InlineData("", "")]
    [InlineData("x", "***REDACTED***")]
    [InlineData("123456789012", "***REDACTED***")]
    [InlineData("1234567890123", "1234...0123")]
    [InlineData("sk-proj-abcdef9Xyz", "sk-p...9Xyz")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀", "***REDACTED***")]
    [InlineData("a😀😀😀😀😀😀😀😀😀😀😀b", "a😀😀😀...😀😀😀b")]
    public void WriteInputs_OfSecret_ShowsItsEndsAtMost(string secret, string shown) =>
        Assert.Equal(shown, JsonNode.Parse(Written(Value("api_key", FlowValue.Of(secret))))!["api_key"]!.GetValue<string>());

    [Theory]
    [InlineData("api_key")]
    [InlineData("OPENAI_API_KEY")]
    [InlineData("apiKey")]
    [InlineData("password")]
    [InlineData("access_token")]
    [InlineData("token")]
    [InlineData("client_secret")]
    [InlineData("aws_secret_access_key")]
    [InlineData("credentials")]
    [InlineData("Authorization")]
    [InlineData("private-key")]
    public void WriteInputs_OfNameThatSecretsHave_MasksIt(string name) =>
        AssertInputs($$"""{"{{name}}":"sk-p...9Xyz"}""", Value(name, _key));

    [Theory]
    [InlineData("max_tokens")]
    [InlineData("tokenizer")]
    [InlineData("key")]
    [InlineData("keywords")]
    [InlineData("author")]
    [InlineData("model_name")]
    public void WriteInputs_OfAnyOtherName_ShowsIt(string name) =>
        AssertInputs($$"""{"{{name}}":"sk-proj-abcdef9Xyz"}""", Value(name, _key));

    [Fact]
    public void WriteInputs_OfFieldThatIsMarkedAsPassword_MasksAllOfIt() => AssertInputs(
        """{"pin":"sk-p...9Xyz"}{"pin":"***REDACTED***"}{"pin":{"a":["sk-p...9Xyz",true]}}{"pin":"sk-p...9Xyz"}""",
        Value("pin", _key),
        Value("pin", FlowValue.Of(1234)),
        Value("pin", FlowValue.Of(("a", FlowValue.Of([_key, FlowValue.Of(true)])))),
        Value("pin", new Message("sk-proj-abcdef9Xyz")));

    [Fact]
    public void WriteInputs_OfVariable_ShowsItsName() => AssertInputs(
        """{"pin":"OPENAI_API_KEY_OF_ANN","api_key":"OPENAI_API_KEY"}""",
        Value("pin", FlowValue.Of("OPENAI_API_KEY_OF_ANN")) with { IsVariable = true },
        Value("api_key", FlowValue.Of("OPENAI_API_KEY")) with { IsVariable = true });

    [Fact]
    public void WriteInputs_OfSecretsWithin_MasksThem()
    {
        var fields = FlowValue.Of(("user", FlowValue.Of("ann")), ("db", FlowValue.Of(("password", _key), ("port", FlowValue.Of(1)))));
        var header = FlowValue.Of(("key", FlowValue.Of("Authorization")), ("value", _key));
        var other = FlowValue.Of(("key", FlowValue.Of("Accept")), ("value", FlowValue.Of("text/html")));

        AssertInputs(
            """{"fields":{"user":"ann","db":{"password":"sk-p...9Xyz","port":1}},"headers":[{"key":"Authorization","value":"sk-p...9Xyz"},{"key":"Accept","value":"text/html"}],"rows":[{"token":"sk-p...9Xyz"}]}""",
            Value("fields", fields),
            Value("headers", FlowValue.Of([header, other])),
            Value("rows", new DataFrame(["token"], [FlowValue.Of([_key])])));
    }

    [Fact]
    public void WriteInputs_OfLongValues_CutsThem()
    {
        var written = JsonNode.Parse(Written(
            Value("text", FlowValue.Of(new string('x', 6_001))),
            Value("list", FlowValue.Of(Enumerable.Repeat<FlowValue>(FlowValue.Of(1), 1_002))),
            Value("table", new DataFrame(["n"], [.. Enumerable.Repeat(FlowValue.Of([FlowValue.Of(1)]), 1_002)]))))!;

        Assert.Equal(new string('x', 6_000) + "...", written["text"]!.GetValue<string>());
        Assert.Equal(1_001, written["list"]!.AsArray().Count);
        Assert.Equal("... [truncated 2 items]", written["list"]![1_000]!.GetValue<string>());
        Assert.Equal(1_000, written["table"]!.AsArray().Count);
    }

    private static CallParameter Value(string name, FlowValue value) => new() { Name = name, Value = value };

    // Several parameters of one name are several calls.
    private static void AssertInputs(string expected, params CallParameter[] parameters) => Assert.Equal(
        expected,
        parameters.DistinctBy(parameter => parameter.Name).Count() == parameters.Length
            ? Written(parameters)
            : string.Concat(parameters.Select(parameter => Written(parameter))));

    private static string Written(params CallParameter[] parameters)
    {
        var pin = FlowJson.Field("str");
        pin["password"] = true;
        var vertex = WireTexts.Vertex("Any", ["out"], fields: new JsonObject { ["pin"] = pin });
        var call = new VertexCall
        {
            Run = new RunIdentity("r", "f", "s"),
            VertexId = vertex.Id,
            Type = "Any",
            DisplayName = "Any",
            Parameters = [.. parameters],
        };
        return WireTexts.Write(writer => TransactionJson.WriteInputs(writer, call, vertex));
    }
}
