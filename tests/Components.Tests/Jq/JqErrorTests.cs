namespace SkillFlaw.Components.Jq;

/// <summary>Errors that no filter catches: the sentences of jq.</summary>
public sealed class JqErrorTests
{
    [Theory]
    [InlineData(".[]", "null", "Cannot iterate over null (null)")]
    [InlineData(".[]", "5", "Cannot iterate over number (5)")]
    [InlineData(".a", "1", "Cannot index number with string \"a\"")]
    [InlineData(".a.b", """{"a":[1]}""", "Cannot index array with string \"b\"")]
    [InlineData(".[0]", """{"a":1}""", "Cannot index object with number")]
    [InlineData(""".["a"]""", "[1]", "Cannot index array with string \"a\"")]
    [InlineData(".[{}]", "[1]", "Array/string slice indices must be integers")]
    [InlineData(""".["a":]""", "[1]", "Array/string slice indices must be integers")]
    [InlineData(".[1:2]", "7", "Cannot index number with object")]
    [InlineData(".[null]", "null", "Cannot index null with null")]
    [InlineData("keys", "1", "number (1) has no keys")]
    [InlineData("""has("a")""", "1", "Cannot check whether number has a string key")]
    [InlineData("""has("a")""", "[]", "Cannot check whether array has a string key")]
    [InlineData("has(1)", "{}", "Cannot check whether object has a number key")]
    [InlineData("length", "true", "boolean (true) has no length")]
    [InlineData("{(1): 2}", "null", "Cannot use number (1) as object key")]
    [InlineData(". + 1", "\"text\"", """string ("text") and number (1) cannot be added""")]
    [InlineData(". - 1", "{}", "object ({}) and number (1) cannot be subtracted")]
    [InlineData(". * 2", "[]", "array ([]) and number (2) cannot be multiplied")]
    [InlineData(". / 2", "{}", "object ({}) and number (2) cannot be divided")]
    [InlineData(". / 0", "7", "number (7) and number (0) cannot be divided because the divisor is zero")]
    [InlineData(". % 0", "7", "number (7) and number (0) cannot be divided (remainder) because the divisor is zero")]
    [InlineData("-.", "\"a\"", """string ("a") cannot be negated""")]
    [InlineData(". + {}", "\"a text that is too long to be shown whole\"", """string ("a text tha...) and object ({}) cannot be added""")]
    [InlineData("tonumber", "{}", "object ({}) cannot be parsed as a number")]
    [InlineData("tonumber", "\"x1\"", "Invalid numeric literal at EOF at line 1, column 2 (while parsing 'x1')")]
    [InlineData("fromjson", "1", "number (1) only strings can be parsed")]
    [InlineData("fromjson", "\"{a\"", "Invalid JSON text (while parsing '{a')")]
    [InlineData("implode", "[1,[2]]", "array ([2]) can't be imploded, unicode codepoint needs to be numeric")]
    [InlineData("explode", "1", "explode input must be a string")]
    [InlineData("""join(",")""", "[[1]]", """string ("") and array ([1]) cannot be added""")]
    [InlineData("join(1)", """["a","b"]""", """string ("a") and number (1) cannot be added""")]
    [InlineData("split(1)", "\"a\"", "split input and separator must be strings")]
    [InlineData("""startswith("a")""", "1", "startswith() requires string inputs")]
    [InlineData("endswith(1)", "\"a\"", "endswith() requires string inputs")]
    [InlineData("""test("a")""", "1", "number (1) cannot be matched, as it is not a string")]
    [InlineData("""test("(")""", "\"a\"", "Regex failure: end pattern with unmatched parenthesis")]
    [InlineData("""test("a"; "q")""", "\"a\"", "q is not a valid modifier string")]
    [InlineData("test(1; null)", "\"a\"", "number (1) is not a string")]
    [InlineData("test({})", "\"a\"", "object not a string or array")]
    [InlineData("sort", "1", "number (1) cannot be sorted, as it is not an array")]
    [InlineData("sort_by(.a)", "{}", "object ({}) and array ([]) cannot be sorted, as they are not both arrays")]
    [InlineData("group_by(.)", "1", "Cannot iterate over number (1)")]
    [InlineData("min", "{}", "object ({}) and object ({}) cannot be iterated over")]
    [InlineData("add", "1", "Cannot iterate over number (1)")]
    [InlineData("flatten", "1", "Cannot iterate over number (1)")]
    [InlineData("flatten(-1)", "[]", "flatten depth must not be negative")]
    [InlineData("""range("a")""", "null", "Range bounds must be numeric")]
    [InlineData("floor", "\"a\"", """string ("a") number required""")]
    [InlineData("@csv", "1", "number (1) cannot be csv-formatted, only array")]
    [InlineData("@csv", "[[1]]", "array ([1]) is not valid in a csv row")]
    [InlineData("@tsv", "[{}]", "object ({}) is not valid in a tsv row")]
    [InlineData("@sh", "[{}]", "object ({}) can not be escaped for shell")]
    [InlineData("@base64d", "\"!\"", """string ("!") is not valid base64 data""")]
    [InlineData("@base64d", "\"a\"", """string ("a") trailing base64 byte found""")]
    [InlineData("getpath(1)", "[1]", "Path must be specified as an array")]
    [InlineData("""getpath(["a"])""", "[1]", "Cannot index array with string \"a\"")]
    [InlineData("setpath(1; 1)", "null", "Path must be specified as an array")]
    [InlineData("""setpath(["a"]; 1)""", "1", "Cannot index number with string \"a\"")]
    [InlineData("setpath([[0]]; 1)", "[1]", "Cannot update field at array index of array")]
    [InlineData("delpaths(1)", "[1]", "Paths must be specified as an array")]
    [InlineData("delpaths([1])", "[1]", "Path must be specified as array, not number")]
    [InlineData("""delpaths([["a"]])""", "[1]", "Cannot delete string element of array")]
    [InlineData("delpaths([[0]])", """{"a":1}""", "Cannot delete number field of object")]
    [InlineData("""delpaths([["a"]])""", "\"text\"", "Cannot delete fields from string")]
    [InlineData(".[-1] = 1", "null", "Out of bounds negative array index")]
    [InlineData(".[-5] = 1", "[1]", "Out of bounds negative array index")]
    [InlineData(".[nan] = 1", "[1]", "Cannot set array element at NaN index")]
    [InlineData(".[1:] = 5", "[1,2,3]", "A slice of an array can only be assigned another array")]
    [InlineData(".[0:1] = \"x\"", "\"abc\"", "Cannot update string slices")]
    [InlineData("path(1 | .a)", "null", """Invalid path expression near attempt to access element "a" of 1""")]
    [InlineData("path(1)", "null", "Invalid path expression with result 1")]
    [InlineData("path({a: 1} | .[])", "null", """Invalid path expression near attempt to iterate through {"a":1}""")]
    [InlineData("path(map(.a))", """[{"a":1}]""", "Invalid path expression with result [1]")]
    [InlineData("map(.a) |= 1", """[{"a":1}]""", "Invalid path expression with result [1]")]
    [InlineData("error", "\"said so\"", "said so")]
    [InlineData("""error("\(.) said so")""", "\"he\"", "he said so")]
    [InlineData("""error({"code": 7})""", "null", """{"code":7} (not a string)""")]
    [InlineData("error(null)", "null", "null (not a string)")]
    [InlineData("nth(-1; 1)", "null", "nth doesn't support negative indices")]
    [InlineData("todate", "\"x\"", "strftime/1 requires parsed datetime inputs")]
    [InlineData("fromdate", "\"x\"", "date \"x\" does not match format \"%Y-%m-%dT%H:%M:%SZ\"")]
    [InlineData("mktime", "[1]", "mktime requires parsed datetime inputs")]
    [InlineData("mktime", "\"a\"", "mktime requires array inputs")]
    [InlineData("strptime(1)", "\"a\"", "strptime/1 requires string inputs and arguments")]
    [InlineData("strftime(1)", "0", "strftime/1 requires a string format")]
    [InlineData("utf8bytelength", "1", "number (1) only strings have UTF-8 byte length")]
    [InlineData("contains(1)", "{}", "object ({}) and number (1) cannot have their containment checked")]
    [InlineData("""ltrimstr("a") | trim""", "1", "number (1) cannot be trimmed, as it is not a string")]
    [InlineData("""{} | .a.b |= error("in an update")""", "null", "in an update")]
    [InlineData("reduce .[] as $x (0; . + $x)", """[1,"a"]""", """number (1) and string ("a") cannot be added""")]
    [InlineData(".[] as [$a] | $a", "[5]", "Cannot index number with number")]
    [InlineData("""limit(1; error("first"))""", "null", "first")]
    public void Run_FilterThatFails_SaysWhy(string filter, string input, string message) =>
        Assert.Equal(message, JqRunner.Fail(filter, input));

    [Fact]
    public void Run_ErrorAfterOutputs_GivesTheOutputsFirst()
    {
        var outputs = new List<string>();

        var failure = Assert.Throws<Graph.Values.InvalidValueException>(() =>
        {
            foreach (var output in JqProgram.Parse("1, 2, error(\"third\")").Run(Graph.Values.NullValue.Instance, CancellationToken.None))
            {
                outputs.Add(output.ToString()!);
            }
        });

        Assert.Equal(2, outputs.Count);
        Assert.Equal("third", failure.Message);
    }
}
