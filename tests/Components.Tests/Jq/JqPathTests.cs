namespace SkillFlaw.Components.Jq;

/// <summary>Paths as values. Each case is a filter, its input, and its outputs; checked against jq where both have it.</summary>
public sealed class JqPathTests
{
    [Theory]
    [InlineData("path(.a.b[0]), path(..)", """{"a":{"b":[]}}""", """["a","b",0]""", "[]", """["a"]""", """["a","b"]""")]
    [InlineData(
        "[path(.[])], [path(.[1:])], [path(.[] | select(. > 1))]", "[1,2]", "[[0],[1]]", """[[{"start":1,"end":null}]]""", "[[1]]")]
    [InlineData(
        """[paths], [paths(type == "number")]""", """{"a":[1,{"b":2}]}""", """[["a"],["a",0],["a",1],["a",1,"b"]]""",
        """[["a",0],["a",1,"b"]]""")]
    [InlineData("[leaf_paths]", """{"a":[1,{"b":2}],"c":null}""", """[["a",0],["a",1,"b"]]""")]
    [InlineData(
        """path(first(.a, .b)), path(.a // .b), path(if .a then .c else .d end), path(getpath(["x", 0]))""", """{"b":1}""",
        """["a"]""", """["b"]""", """["d"]""", """["x",0]""")]
    [InlineData(
        "[path(.a | .b?, .c)], [path(.a, .b | .c?)]", """{"a":{}}""", """[["a","b"],["a","c"]]""", """[["a","c"],["b","c"]]""")]
    [InlineData(
        """getpath(["a","b"]), getpath(["x","y"]), getpath([]), [getpath(["a"],["z"])]""", """{"a":{"b":1}}""", "1", "null",
        """{"a":{"b":1}}""", """[{"b":1},null]""")]
    [InlineData(
        """setpath(["a"]; 2), setpath(["b", 1]; 3), setpath([]; 4)""", """{"a":1}""", """{"a":2}""", """{"a":1,"b":[null,3]}""",
        "4")]
    [InlineData(
        "del(.a), del(.a, .b), del(.z), del(.)", """{"a":1,"b":2,"c":3}""", """{"b":2,"c":3}""", """{"c":3}""",
        """{"a":1,"b":2,"c":3}""", "null")]
    [InlineData(
        "del(.[1]), del(.[0, 2]), del(.[1:3]), del(.[-1]), del(.[7]), del(.[] | select(. > 1))", "[1,2,3,4]", "[1,3,4]", "[2,4]",
        "[1,4]", "[1,2,3]", "[1,2,3,4]", "[1]")]
    [InlineData("del(.[1], .[-6], .[2], .[-3:9])", "[0,1,2,3,4,5,6,7,8,9]", "[0,3,5,6,9]")]
    [InlineData(
        "del(.[1:3][0]), del(.[1:][1:2]), del(.[0], .[1:3], .[-1]), del(.[0], .[0])", "[0,1,2,3,4]", "[0,2,3,4]", "[0,1,3,4]",
        "[3]", "[1,2,3,4]")]
    [InlineData(
        "del(.a[0].x, .a[1]), del(.a[].x), del(..?), del(.a[0], .a)", """{"a":[{"x":1,"y":2},{"x":3}]}""", """{"a":[{"y":2}]}""",
        """{"a":[{"y":2},{}]}""", "null", "{}")]
    [InlineData(
        """delpaths([["a",0],["a",1]]), delpaths([]), delpaths([[]])""", """{"a":[1,2,3]}""", """{"a":[3]}""", """{"a":[1,2,3]}""",
        "null")]
    [InlineData(
        "to_entries, (to_entries | from_entries)", """{"a":1,"b":[2]}""", """[{"key":"a","value":1},{"key":"b","value":[2]}]""",
        """{"a":1,"b":[2]}""")]
    [InlineData("to_entries", """["x"]""", """[{"key":0,"value":"x"}]""")]
    [InlineData(
        "from_entries", """[{"key":"a","value":1},{"Key":"b","Value":2},{"name":"c","value":3},{"Name":"d","Value":4}]""",
        """{"a":1,"b":2,"c":3,"d":4}""")]
    [InlineData("from_entries", """[{"key":"a","value":false},{"key":"b","value":null}]""", """{"a":false,"b":null}""")]
    [InlineData(
        "pick(.a), pick(.b.c), pick(.d[1]), pick(.a, .d[0])", """{"a":1,"b":{"c":2,"x":3},"d":[4,5]}""", """{"a":1}""",
        """{"b":{"c":2}}""", """{"d":[null,5]}""", """{"a":1,"d":[4]}""")]
    [InlineData(
        """walk(if type == "number" then . + 1 else . end), walk(if type == "array" then sort else . end)""",
        """[3,[2,1],{"a":[9,8]}]""", """[4,[3,2],{"a":[10,9]}]""", """[3,[1,2],{"a":[8,9]}]""")]
    [InlineData(
        """walk(if type == "object" then with_entries(.key |= ascii_upcase) else . end)""", """{"a":[{"b":1}]}""",
        """{"A":[{"B":1}]}""")]
    [InlineData(
        "[tostream], fromstream(tostream)", """{"a":[1,{"b":2}]}""",
        """[[["a",0],1],[["a",1,"b"],2],[["a",1,"b"]],[["a",1]],[["a"]]]""", """{"a":[1,{"b":2}]}""")]
    [InlineData("[1 | truncate_stream([[0],1],[[1,0],2],[[1,0]],[[1]])]", "null", "[[[0],2],[[0]]]")]
    [InlineData("path(.a | tostring)", """{"a":"text"}""", """["a"]""")]
    public void Run_Filter_GivesOutputs(string filter, string input, params string[] outputs) =>
        Assert.Equal(outputs, JqRunner.Run(filter, input));
}
