namespace SkillFlaw.Components.Jq;

/// <summary>Assignments and updates. Each case is a filter, its input, and its outputs; checked against jq where both have it.</summary>
public sealed class JqAssignmentTests
{
    [Theory]
    [InlineData(".a = 1, .b.c = 2, .d[1] = 3", """{"a":0}""", """{"a":1}""", """{"a":0,"b":{"c":2}}""", """{"a":0,"d":[null,3]}""")]
    [InlineData(".[1] = 9, .[-1] = 9, .[5] = 9", "[1,2,3]", "[1,9,3]", "[1,2,9]", "[1,2,3,null,null,9]")]
    [InlineData(".a = .b, .a = (.b, 3)", """{"a":1,"b":2}""", """{"a":2,"b":2}""", """{"a":2,"b":2}""", """{"a":3,"b":2}""")]
    [InlineData("(.a, .b) = 0, .[] = 0", """{"a":1,"b":2,"c":3}""", """{"a":0,"b":0,"c":3}""", """{"a":0,"b":0,"c":0}""")]
    [InlineData(
        ".a |= . + 1, .list |= map(. * 2), .none |= 5", """{"a":1,"list":[1,2]}""", """{"a":2,"list":[1,2]}""",
        """{"a":1,"list":[2,4]}""", """{"a":1,"list":[1,2],"none":5}""")]
    [InlineData(".[] |= . * 10, (.[] | select(. > 1)) |= 0", "[1,2,3]", "[10,20,30]", "[1,0,0]")]
    [InlineData(".a |= (1, 2), .a |= empty", """{"a":0,"b":1}""", """{"a":1,"b":1}""", """{"b":1}""")]
    [InlineData(".[] |= empty, (.[] | select(. % 2 == 0)) |= empty", "[1,2,3,4]", "[]", "[1,3]")]
    [InlineData(
        ".a += 1, .a -= 1, .a *= 4, .a /= 2, .a %= 2, .a //= 7, .b //= 7", """{"a":3}""", """{"a":4}""", """{"a":2}""",
        """{"a":12}""", """{"a":1.5}""", """{"a":1}""", """{"a":3}""", """{"a":3,"b":7}""")]
    [InlineData(".a[] += (10, 20)", """{"a":[1,2]}""", """{"a":[11,12]}""", """{"a":[21,22]}""")]
    [InlineData(
        """.total += .price, .tags += ["x"]""", """{"price":5,"tags":[]}""", """{"price":5,"tags":[],"total":5}""",
        """{"price":5,"tags":["x"]}""")]
    [InlineData(
        """.[1:3] = ["x"], .[1:3] |= map(. * 10), .[2:] += [9], .[:0] = [7, 8]""", "[0,1,2,3]", """[0,"x",3]""", "[0,10,20,3]",
        "[0,1,2,3,9]", "[7,8,0,1,2,3]")]
    [InlineData(".a[1:] = [1], .[0:1]? = 1", """{"a":null}""", """{"a":[1]}""", """{"a":null}""")]
    [InlineData(""".. |= if type == "number" then . + 1 else . end""", """[1,[2,{"a":3}]]""", """[2,[3,{"a":4}]]""")]
    [InlineData("""(.. | select(type == "string")) |= ascii_upcase""", """{"a":"x","b":["y",1]}""", """{"a":"X","b":["Y",1]}""")]
    [InlineData("(.a // .b) = 5, (.b // .a) |= 6", """{"a":1,"b":null}""", """{"a":5,"b":null}""", """{"a":6,"b":null}""")]
    [InlineData(
        """(if .a then .b else .c end) = 9, first(.a, .b) |= 8, getpath(["x","y"]) = 7""", """{"a":1}""", """{"a":1,"b":9}""",
        """{"a":8}""", """{"a":1,"x":{"y":7}}""")]
    [InlineData("(.a | select(. > 5)) = 0, (.a | select(. > 0)) = 0", """{"a":3}""", """{"a":3}""", """{"a":0}""")]
    [InlineData("limit(1; .[]) = 0, last = 5, first |= 6, nth(1) = 7", "[1,2,3]", "[0,2,3]", "[1,2,5]", "[6,2,3]", "[1,7,3]")]
    [InlineData("(.[] | .a?) = 1", """[{},{"a":2}]""", """[{"a":1},{"a":1}]""")]
    [InlineData("to_entries | (.[].value) |= tostring | from_entries", """{"a":1,"b":[2]}""", """{"a":"1","b":"[2]"}""")]
    [InlineData("map_values(. + 1), map_values(empty)", """{"a":1,"b":2}""", """{"a":2,"b":3}""", "{}")]
    [InlineData("map_values(. + 1), map_values(select(. > 1))", "[1,2]", "[2,3]", "[2]")]
    [InlineData(
        """with_entries(.value += 1), with_entries(select(.key != "a")), with_entries(.key |= "k_" + .)""", """{"a":1,"b":2}""",
        """{"a":2,"b":3}""", """{"b":2}""", """{"k_a":1,"k_b":2}""")]
    [InlineData("""reduce ("a","b","a") as $k ({}; .[$k] += 1)""", "null", """{"a":2,"b":1}""")]
    [InlineData(".a = 1 | .b = 2 | .a += .b", "{}", """{"a":3,"b":2}""")]
    [InlineData(".a = null // 2", """{"a":1}""", """{"a":null}""")]
    [InlineData(".a.b.c |= 5, .a[2].b = 1", "null", """{"a":{"b":{"c":5}}}""", """{"a":[null,null,{"b":1}]}""")]
    [InlineData("(.a, .a) |= . + 1", """{"a":1}""", """{"a":3}""")]
    [InlineData(""".["x y"] = 1, ."z" |= 2, .["a","b"] = 3""", "{}", """{"x y":1}""", """{"z":2}""", """{"a":3,"b":3}""")]
    [InlineData(". = 5, . |= 6, .[0] |= . + 1", "[1]", "5", "6", "[2]")]
    public void Run_Filter_GivesOutputs(string filter, string input, params string[] outputs) =>
        Assert.Equal(outputs, JqRunner.Run(filter, input));
}
