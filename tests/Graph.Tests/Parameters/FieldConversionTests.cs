using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Parameters;

/// <summary>The tables of flow-format sections 3.2 and 9.6, row by row.</summary>
public sealed class FieldConversionTests
{
    // What gives no parameter at all.
    private const string? Absent = null;

    public static TheoryData<string, string, string?> Rows => new()
    {
        // Checklist 2: a backslash and an n in a str become a line break, and nothing else is unescaped.
        { "str", "\"plain\"", "\"plain\"" },
        { "str", "\"a\\\\nb\\\\n\"", "\"a\\nb\\n\"" },
        { "str", "\"a\\\\tb\\\\\\\"\"", "\"a\\\\tb\\\\\\\"\"" },
        { "str", "\"\\\\\\\\n\"", "\"\\\\\\n\"" },
        { "str", "\"\"", "\"\"" },
        { "str", "[\"a\\\\nb\",\"\",\"c\"]", "[\"a\\nb\",\"\",\"c\"]" },
        { "str", "[]", "[]" },
        { "str", "null", Absent },
        { "int", "5", "5" },
        { "int", "-5", "-5" },
        { "int", "3.9", "3" },
        { "int", "-3.9", "-3" },
        { "int", "\"42\"", "42" },
        { "int", "\" -7 \"", "-7" },
        { "int", "true", "1" },
        { "int", "false", "0" },
        { "int", "123456789012345678901234567890", "123456789012345678901234567890" },
        { "int", "\"\"", "\"\"" },
        { "int", "\"3.9\"", "\"3.9\"" },
        { "int", "\"five\"", "\"five\"" },
        { "int", "1e999", "1e999" },
        { "int", "null", Absent },
        { "float", "0.5", "0.5" },
        { "float", "2", "2.0" },
        { "float", "\"1.5e3\"", "1500.0" },
        { "float", "\" 2 \"", "2.0" },
        { "float", "true", "1.0" },
        { "float", "\"\"", "\"\"" },
        { "float", "\"half\"", "\"half\"" },
        { "float", "null", Absent },
        { "slider", "1", "1.0" },
        { "slider", "\"0.1\"", "0.1" },
        { "slider", "\"warm\"", "\"warm\"" },

        // Checklist 3: every text but the empty one is true.
        { "bool", "true", "true" },
        { "bool", "false", "false" },
        { "bool", "\"False\"", "true" },
        { "bool", "\"0\"", "true" },
        { "bool", "\"\"", "false" },
        { "bool", "null", Absent },
        { "dict", "{\"a\":1}", "{\"a\":1}" },
        { "dict", "{}", "{}" },
        { "dict", "[{\"a\":1,\"b\":2},{\"b\":3}]", "{\"a\":1,\"b\":3}" },
        { "dict", "[]", "{}" },
        { "dict", "\"{}\"", Absent },
        { "dict", "5", Absent },
        { "dict", "null", Absent },
        { "NestedDict", "{\"a\":{\"b\":[1]}}", "{\"a\":{\"b\":[1]}}" },
        { "NestedDict", "[{\"a\":1},{\"a\":2}]", "{\"a\":2}" },
        { "NestedDict", "\"text\"", Absent },
        { "table", "null", "[]" },
        { "table", "[]", "[]" },
        { "table", "[{\"a\":1},{}]", "[{\"a\":1},{}]" },
        { "tools", "null", Absent },
        { "tools", "[{\"name\":\"t\"}]", "[{\"name\":\"t\"}]" },
        { "code", "\"print(1)\"", "\"print(1)\"" },

        // Never read: only edges give it.
        { "other", "\"x\"", Absent },
        { "other", "{\"a\":1}", Absent },
    };

    // Types whose value is taken as it is, unless Python calls it false.
    public static TheoryData<string> KeptTypes =>
        ["prompt", "mustache", "tab", "query", "model", "sortableList", "auth", "connect", "link", "mcp", "Any"];

    [Theory]
    [MemberData(nameof(Rows))]
    public void ToParameter_StoredValue_IsConverted(string type, string stored, string? expected)
    {
        var parameter = Convert(Field(type, stored));

        AssertValue(expected, parameter);
    }

    [Theory]
    [MemberData(nameof(KeptTypes))]
    public void ToParameter_KeptType_IsKeptIfTrue(string type)
    {
        AssertValue("\"a\\\\nb\"", Convert(Field(type, "\"a\\\\nb\"")));
        AssertValue("[{\"name\":\"x\"}]", Convert(Field(type, "[{\"name\":\"x\"}]")));
        foreach (var stored in (string[])["\"\"", "[]", "{}", "0", "0.0", "false", "null"])
        {
            AssertValue(Absent, Convert(Field(type, stored)));
        }
    }

    [Theory]
    [InlineData("file_path", "\"f/a.txt\"", false, "\"f/a.txt\"")]
    [InlineData("file_path", "\"f/a.txt\"", true, "[\"f/a.txt\"]")]
    [InlineData("file_path", "[\"f/a.txt\",\"f/b.txt\"]", true, "[\"f/a.txt\",\"f/b.txt\"]")]
    [InlineData("file_path", "[\"f/a.txt\"]", false, "[\"f/a.txt\"]")]
    [InlineData("file_path", "\"\"", false, Absent)]
    [InlineData("file_path", "\"\"", true, "[]")]
    [InlineData("file_path", "null", true, "[]")]
    [InlineData("file_path", "[]", false, Absent)]
    [InlineData("value", "\"f/a.txt\"", false, Absent)]
    [InlineData("value", "\"f/a.txt\"", true, "[]")]
    public void ToParameter_File_TakesThePathAndNotTheValue(string key, string stored, bool isList, string? expected)
    {
        var value = JsonValues.Parse(stored);
        var field = Field("file", "null") with { IsList = isList };

        var parameter = Convert(key == "value" ? field with { Value = value } : field with { FilePath = value });

        AssertValue(expected, parameter);
    }

    [Theory]
    [InlineData("table", "\"x\"")]
    [InlineData("table", "{\"a\":1}")]
    [InlineData("table", "[{},1]")]
    [InlineData("tools", "\"x\"")]
    [InlineData("tools", "[null]")]
    public void ToParameter_TableOfNoRows_IsInvalid(string type, string stored)
    {
        var parameter = Convert(Field(type, stored));

        Assert.Equal(ParameterKind.Invalid, parameter!.Kind);
        Assert.Contains("Invalid value type", Text(parameter), StringComparison.Ordinal);
        Assert.Contains("a_field", Text(parameter), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("string")]
    [InlineData("Str")]
    public void ToParameter_UnknownType_IsInvalidAndNamesFieldAndVertex(string type)
    {
        var parameter = Convert(Field(type, "1"));

        Assert.Equal(ParameterKind.Invalid, parameter!.Kind);
        Assert.Equal($"Field a_field in My Node is not a valid field type: {type}", Text(parameter));
    }

    // Checklist 1: the value of a hidden field does not count, and the component's default does.
    [Theory]
    [InlineData("str", "\"x\"")]
    [InlineData("int", "1")]
    [InlineData("table", "null")]
    [InlineData("no type at all", "1")]
    public void ToParameter_HiddenField_GivesNothing(string type, string stored)
    {
        var field = Field(type, stored) with { Show = false, Default = FlowValue.Of("d") };

        Assert.Null(Convert(field));
    }

    [Fact]
    public void ToParameter_HiddenFieldWithOverride_Counts() =>
        AssertValue("\"x\"", Convert(Field("str", "\"x\"") with { Show = false, OverrideSkip = true }));

    [Theory]
    [InlineData("str", "null", "\"d\"", false, "\"d\"")]
    [InlineData("str", "\"\"", "\"d\"", false, "\"\"")]
    [InlineData("int", "null", "7", false, "7")]
    [InlineData("bool", "null", "true", false, "true")]
    [InlineData("dict", "\"x\"", "{\"a\":1}", false, "{\"a\":1}")]
    [InlineData("prompt", "\"\"", "\"d\"", false, "\"d\"")]
    [InlineData("tools", "null", "[{}]", false, "[{}]")]
    [InlineData("str", "null", "\"\"", false, Absent)]
    [InlineData("str", "null", "null", false, Absent)]
    [InlineData("other", "null", "\"d\"", false, Absent)]
    [InlineData("str", "null", "\"d\"", true, "null")]
    public void ToParameter_FieldWithoutValue_TakesItsDefaultUnlessRequired(
        string type, string stored, string byDefault, bool required, string? expected)
    {
        var field = Field(type, stored) with { Default = JsonValues.Parse(byDefault), Required = required };

        AssertValue(expected, Convert(field));
    }

    [Theory]
    [InlineData("model_kwargs", "\"{\\\"a\\\": 1}\"", "{\"a\":1}")]
    [InlineData("config", "\"[1]\"", "[1]")]
    [InlineData("my_config_text", "\"5\"", "5")]
    [InlineData("model_kwargs", "\"{'a': 1}\"", Absent)]
    [InlineData("config", "\"\"", Absent)]
    [InlineData("settings", "\"[1]\"", "\"[1]\"")]
    public void ToParameter_TextOfSettings_IsParsedOrDropped(string name, string stored, string? expected)
    {
        var field = Field("str", stored) with { Name = name };

        AssertValue(expected, Convert(field));
    }

    [Fact]
    public void ToParameter_SettingsThatAreNoText_StayAsTheyAre() =>
        AssertValue("{\"a\":1}", Convert(Field("dict", "{\"a\":1}") with { Name = "model_kwargs" }));

    [Theory]
    [InlineData("\"OPENAI_API_KEY\"", ParameterKind.Variable)]
    [InlineData("\"\"", ParameterKind.Value)]
    [InlineData("[\"A\"]", ParameterKind.Value)]
    public void ToParameter_LoadFromDb_MakesATextTheNameOfAVariable(string stored, ParameterKind kind)
    {
        var parameter = Convert(Field("str", stored) with { LoadFromDb = true });

        Assert.Equal(kind, parameter!.Kind);
        Assert.Equal(JsonValues.Parse(stored), parameter.Value);
    }

    [Fact]
    public void ToParameter_IntegerLongerThanPythonTakes_StaysText()
    {
        var digits = new string('9', 4301);

        AssertValue($"\"{digits}\"", Convert(Field("int", $"\"{digits}\"")));
        AssertValue(digits[1..], Convert(Field("int", $"\"{digits[1..]}\"")));
    }

    [Theory]
    [InlineData("null", false)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("0.0", false)]
    [InlineData("\"\"", false)]
    [InlineData("[]", false)]
    [InlineData("{}", false)]
    [InlineData("true", true)]
    [InlineData("-1", true)]
    [InlineData("0.1", true)]
    [InlineData("\"false\"", true)]
    [InlineData("[null]", true)]
    [InlineData("{\"a\":null}", true)]
    public void IsTruthy_Value_IsAsInPython(string value, bool expected) =>
        Assert.Equal(expected, FieldConversion.IsTruthy(JsonValues.Parse(value)));

    private static FieldDefinition Field(string type, string stored) =>
        new() { Name = "a_field", Type = type, Value = JsonValues.Parse(stored), Show = true };

    private static Parameter? Convert(FieldDefinition field) => FieldConversion.ToParameter(field, "My Node");

    private static string Text(Parameter parameter) => Assert.IsType<TextValue>(parameter.Value).Value;

    private static void AssertValue(string? expected, Parameter? parameter)
    {
        if (expected is null)
        {
            Assert.Null(parameter);
            return;
        }

        Assert.NotNull(parameter);
        Assert.Equal(ParameterKind.Value, parameter.Kind);
        Assert.Equal(JsonValues.Parse(expected), parameter.Value);
    }
}
