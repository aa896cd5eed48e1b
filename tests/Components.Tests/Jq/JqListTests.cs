namespace SkillFlaw.Components.Jq;

/// <summary>Functions for lists and objects. Each case is a filter, its input, and its outputs; checked against jq where both have it.</summary>
public sealed class JqListTests
{
    [Theory]
    [InlineData(
        "length, (.[0] | length), (.[1] | length), (.[2] | length), (.[3] | length)", """["héé",[1,2],{"a":1},null]""", "4", "3",
        "2", "1", "0")]
    [InlineData("map(length)", """[-5,2.5,"😀"]""", "[5,2.5,1]")]
    [InlineData(
        """keys, keys_unsorted, (["x","y"] | keys)""", """{"b":1,"a":2,"é":3,"B":4}""", """["B","a","b","é"]""",
        """["b","a","é","B"]""", "[0,1]")]
    [InlineData("""has("a"), has("z"), (["x"] | has(0, 1, -1))""", """{"a":null}""", "true", "false", "true", "false", "false")]
    [InlineData("""map(in({"a":1})), map(in({"b":1}))""", """["a"]""", "[true]", "[false]")]
    [InlineData("map(. + 1), map(., .)", "[1,2]", "[2,3]", "[1,1,2,2]")]
    [InlineData("add, (.[0:0] | add), add(.[] | . * 10)", "[1,2,3]", "6", "null", "60")]
    [InlineData("add", """["a","b","c"]""", "\"abc\"")]
    [InlineData("add", "[[1],[2,3],[]]", "[1,2,3]")]
    [InlineData("add", """[{"a":1},{"b":2},{"a":3}]""", """{"a":3,"b":2}""")]
    [InlineData("add", "[null,1,null]", "1")]
    [InlineData("add", """{"x":1,"y":2}""", "3")]
    [InlineData("flatten, flatten(0), flatten(1)", "[1,[2,[3,[4]]],[]]", "[1,2,3,4]", "[1,[2,[3,[4]]],[]]", "[1,2,[3,[4]]]")]
    [InlineData("reverse, ([] | reverse), (null | reverse)", "[1,2,3]", "[3,2,1]", "[]", "[]")]
    [InlineData(
        "sort", """[{"b":1},[1],"b","a",3,1.5,true,false,null,{"a":2},[0,5],{}]""",
        """[null,false,true,1.5,3,"a","b",[0,5],[1],{},{"a":2},{"b":1}]""")]
    [InlineData(
        "sort, unique, min, max", """["a","B","é","","aa","𝒳","�"]""", """["","B","a","aa","é","�","𝒳"]""",
        """["","B","a","aa","é","�","𝒳"]""", "\"\"", "\"𝒳\"")]
    [InlineData(
        "sort_by(.a), sort_by(.b, .a), sort_by(-.a)", """[{"a":2,"b":1},{"a":1,"b":1},{"a":1,"b":0}]""",
        """[{"a":1,"b":1},{"a":1,"b":0},{"a":2,"b":1}]""", """[{"a":1,"b":0},{"a":1,"b":1},{"a":2,"b":1}]""",
        """[{"a":2,"b":1},{"a":1,"b":1},{"a":1,"b":0}]""")]
    [InlineData(
        "group_by(.k), (group_by(.k) | map({k: .[0].k, n: length}))", """[{"k":"b","v":1},{"k":"a","v":2},{"k":"b","v":3}]""",
        """[[{"k":"a","v":2}],[{"k":"b","v":1},{"k":"b","v":3}]]""", """[{"k":"a","n":1},{"k":"b","n":2}]""")]
    [InlineData("unique, unique_by(length)", """["bb","a","cc","a","ddd"]""", """["a","bb","cc","ddd"]""", """["a","bb","ddd"]""")]
    [InlineData("min, max, min_by(.), max_by(.), min_by(-.), max_by(-.)", "[3,1,2]", "1", "3", "1", "3", "3", "1")]
    [InlineData(
        "min_by(.a), max_by(.a)", """[{"a":2,"i":0},{"a":1,"i":1},{"a":2,"i":2},{"a":1,"i":3}]""", """{"a":1,"i":1}""",
        """{"a":2,"i":2}""")]
    [InlineData("min, max, min_by(.a), max_by(.a), sort, unique, add", "[]", "null", "null", "null", "null", "[]", "[]", "null")]
    [InlineData("contains([1]), contains([4]), contains([[2]]), contains([])", "[1,[2,3]]", "true", "false", "true", "true")]
    [InlineData(
        """contains({"a":"oo"}), contains({"b":{"c":1}}), contains({"z":1})""", """{"a":"foo","b":{"c":1,"d":2}}""", "true",
        "true", "false")]
    [InlineData("""inside([1,2,3]), ("bar" | inside("foobar"))""", "[1,3]", "true", "true")]
    [InlineData(
        "indices(1), indices([1,2]), index(2), rindex(1), indices([]), index(9)", "[1,2,1,2]", "[0,2]", "[0,2]", "1", "2", "[]",
        "null")]
    [InlineData(
        "first, last, nth(1), first(.[]), last(.[]), (.[0:0] | first, last)", "[5,6,7]", "5", "7", "6", "5", "7", "null", "null")]
    [InlineData("transpose", "[[1,2],[3],[]]", "[[1,3,null],[2,null,null]]")]
    [InlineData(
        "[combinations], ([0,1] | [combinations(2)])", """[[1,2],["a","b"]]""", """[[1,"a"],[1,"b"],[2,"a"],[2,"b"]]""",
        "[[0,0],[0,1],[1,0],[1,1]]")]
    [InlineData("[limit(2; .[])], .[:2], [.[] | numbers]", """[1,"a",2]""", """[1,"a"]""", """[1,"a"]""", "[1,2]")]
    [InlineData(
        "[.[] | scalars], [.[] | iterables], [.[] | values], [.[] | nulls], [.[] | booleans]", """[1,"a",null,true,[],{}]""",
        """[1,"a",null,true]""", "[[],{}]", """[1,"a",true,[],{}]""", "[null]", "[true]")]
    [InlineData(
        "[.[] | strings], [.[] | numbers], [.[] | arrays], [.[] | objects]", """[1,"a",null,true,[],{}]""", """["a"]""", "[1]",
        "[[]]", "[{}]")]
    [InlineData("[.[] | type]", """[null,true,1,"a",[],{}]""", """["null","boolean","number","string","array","object"]""")]
    [InlineData("bsearch(1), bsearch(2), bsearch(0), bsearch(9)", "[1,3,5]", "0", "-2", "-1", "-4")]
    [InlineData("toarray, (.[0] | toarray)", "[1]", "[1]", "[1]")]
    [InlineData("any(.[]; . > 2), (map(select(. > 1)) | length)", "[1,2,3]", "true", "2")]
    [InlineData(
        """[.[] | select(has("a")) | .a], (map(keys) | add | unique)""", """[{"a":1},{"b":2,"a":3}]""", "[1,3]", """["a","b"]""")]
    [InlineData(
        "map(select(.active)) | sort_by(.age) | reverse | .[0:2] | map(.name)",
        """[{"name":"x","age":3,"active":true},{"name":"y","age":5,"active":false},{"name":"z","age":9,"active":true}]""",
        """["z","x"]""")]
    [InlineData(
        "group_by(.kind) | map({key: .[0].kind, value: (map(.n) | add)}) | from_entries",
        """[{"kind":"a","n":1},{"kind":"b","n":2},{"kind":"a","n":3}]""", """{"a":4,"b":2}""")]
    [InlineData(
        """{a, "b", c: .a, "d e": 1, (.b): 2, @base64 "x": 3}""", """{"a":1,"b":"key"}""",
        """{"a":1,"b":"key","c":1,"d e":1,"key":2,"x":3}""")]
    [InlineData(
        """{(("x","y")): (1,2)}, {a: (1,2), b: (3,4)}""", "null", """{"x":1}""", """{"x":2}""", """{"y":1}""", """{"y":2}""",
        """{"a":1,"b":3}""", """{"a":1,"b":4}""", """{"a":2,"b":3}""", """{"a":2,"b":4}""")]
    [InlineData(
        "1 as $v | {$v, w: $v}, {a: 1 | 2, b: -1}, {if: 1, and: 2}", "null", """{"v":1,"w":1}""", """{"a":2,"b":-1}""",
        """{"if":1,"and":2}""")]
    [InlineData(
        """{"a b"}, {"x\("y")"}, {a: .b, c: 1}""", """{"a b":1,"xy":2,"b":3}""", """{"a b":1}""", """{"xy":2}""",
        """{"a":3,"c":1}""")]
    public void Run_Filter_GivesOutputs(string filter, string input, params string[] outputs) =>
        Assert.Equal(outputs, JqRunner.Run(filter, input));
}
