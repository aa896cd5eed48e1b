using System.Net;
using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Tests.Chat;

public sealed class ResponseFormatTests : ServerTest
{
    [Fact]
    public async Task Complete_WithJsonObject_AnswersJson()
    {
        var body = Chat("say \"hi\"");
        body["response_format"] = new JsonObject { ["type"] = "json_object" };

        Assert.Equal("""{"echo":"say \"hi\""}""", await ContentAsync(body));
    }

    [Fact]
    public async Task Complete_WithJsonSchemaAndScript_KeepsToTheScript()
    {
        OpenAI.Replies.Enqueue(FakeReply.Text("no JSON"));

        Assert.Equal("no JSON", await ContentAsync(WithSchema("{}")));
    }

    [Theory]
    [InlineData("""{"type":"object"}""", "{}")]
    [InlineData("{}", "{}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["b"]}""", """{"b":""}""")]
    [InlineData("""{"properties":{"a":{"type":"null"}},"required":["a"]}""", """{"a":null}""")]
    [InlineData("""{"type":["boolean","null"]}""", "false")]
    [InlineData("""{"const":{"a":[1]}}""", """{"a":[1]}""")]
    [InlineData("""{"enum":["red","green"]}""", "\"red\"")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[]")]
    [InlineData("""{"type":"array","minItems":2,"items":{"type":"number"}}""", "[0,0]")]
    [InlineData("""{"type":"array","minItems":2,"prefixItems":[{"type":"string"}],"items":{"type":"boolean"}}""", "[\"\",false]")]
    [InlineData("""{"type":"integer","minimum":2.5}""", "3")]
    [InlineData("""{"type":"integer","exclusiveMinimum":3}""", "4")]
    [InlineData("""{"type":"integer","minimum":3,"exclusiveMinimum":true}""", "4")]
    [InlineData("""{"type":"integer","minimum":7,"multipleOf":5}""", "10")]
    [InlineData("""{"type":"integer","maximum":-7,"multipleOf":5}""", "-10")]
    [InlineData("""{"type":"number","exclusiveMaximum":0}""", "-1")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}""", "0.5")]
    [InlineData("""{"type":"string","minLength":3}""", "\"aaa\"")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2000-01-01\"")]
    [InlineData("""{"type":"string","minLength":2,"pattern":"^a+$"}""", "\"aa\"")]
    [InlineData("""{"anyOf":[{"type":"string","enum":[]},{"type":"integer"}]}""", "0")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"null"}],"title":"T"}""", "\"\"")]
    [InlineData("""{"type":"object","required":["k"],"additionalProperties":{"type":"integer"}}""", """{"k":0}""")]
    [InlineData(
        """
        {"allOf":[{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]},
                  {"properties":{"a":{"minimum":2},"b":{"type":"string"}},"required":["b"]}]}
        """,
        """{"a":2,"b":""}""")]
    [InlineData(
        """
        {"$ref":"#/$defs/A",
         "$defs":{"A":{"type":"object","properties":{"x":{"$ref":"#/$defs/B~1C"}},"required":["x"]},"B/C":{"const":1}}}
        """,
        """{"x":1}""")]
    [InlineData(
        """{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]}""",
        """{"next":{"next":null}}""")]
    [InlineData(
        """{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#"}}},"required":["children"]}""",
        """{"children":[]}""")]
    [InlineData(
        """
        {"$ref":"#/$defs/Tree","$defs":{"Tree":{"type":"object","required":["left","right"],"properties":{
          "left":{"anyOf":[{"$ref":"#/$defs/Tree"},{"type":"null"}]},"right":{"anyOf":[{"$ref":"#/$defs/Tree"},{"type":"null"}]}}}}}
        """,
        """{"left":null,"right":null}""")]
    public async Task Complete_WithJsonSchema_AnswersASmallValueOfIt(string schema, string expected) =>
        Assert.Equal(expected, await ContentAsync(WithSchema(schema)));

    [Theory]
    [InlineData("""{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]}""")]
    [InlineData("""{"$ref":"#/$defs/None"}""")]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"type":"string","pattern":"^[A-Z]{3}$"}""")]
    [InlineData("""{"type":"string","format":"uuid","maxLength":3}""")]
    [InlineData("""{"type":"integer","minimum":1,"maximum":0}""")]
    [InlineData("""{"type":"object","properties":{"a":false},"required":["a"]}""")]
    [InlineData("""{"allOf":[{"type":"object"},false]}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"string","pattern":"("}""")]
    [InlineData("""{"type":"string","minLength":2000000000}""")]
    [InlineData("""{"type":"array","minItems":2000000000}""")]
    public async Task Complete_WithJsonSchemaBeyondTheFake_IsRefused(string schema)
    {
        var error = await RefusedAsync(HttpStatusCode.BadRequest, "chat/completions", WithSchema(schema).ToJsonString());

        Assert.Equal("invalid_json_schema", (string?)error["code"]);
        Assert.Equal("response_format.json_schema.schema", (string?)error["param"]);
    }

    [Fact]
    public async Task Complete_WithUnknownFormat_IsRefused()
    {
        var body = Chat("hello");
        body["response_format"] = new JsonObject { ["type"] = "yaml" };

        var error = await RefusedAsync(HttpStatusCode.BadRequest, "chat/completions", body.ToJsonString());

        Assert.Equal("response_format.type", (string?)error["param"]);
    }

    private static JsonObject WithSchema(string schema)
    {
        var body = Chat("hello");
        body["response_format"] = new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject { ["name"] = "answer", ["strict"] = true, ["schema"] = JsonNode.Parse(schema) },
        };
        return body;
    }

    private async Task<string?> ContentAsync(JsonObject body) =>
        (string?)(await CompleteAsync(body))["choices"]![0]!["message"]!["content"];
}
