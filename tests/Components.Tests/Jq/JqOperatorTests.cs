namespace SkillFlaw.Components.Jq;

/// <summary>Arithmetic, comparison, logic, alternatives. Each case is a filter, its input, and its outputs; checked against jq where both have it.</summary>
public sealed class JqOperatorTests
{
    [Theory]
    [InlineData("1 + 2 * 3 - 4 / 2", "null", "5")]
    [InlineData("1 - 1 - 1, 10 / 2 / 5, 2 * 3 % 4", "null", "-1", "1", "2")]
    [InlineData("-1 - -1, -(1), -.a, - .b * 2", """{"a":3,"b":4}""", "0", "-1", "-3", "-8")]
    [InlineData(".a + .b, .a + null, null + .b, null + null", """{"a":1,"b":2.5}""", "3.5", "1", "2.5", "null")]
    [InlineData("\"ab\" + \"c\", [1] + [2,3], {a:1,b:2} + {b:3,c:4}", "null", "\"abc\"", "[1,2,3]", """{"a":1,"b":3,"c":4}""")]
    [InlineData("[1,2,1,3] - [1], [1] - [], [[1],2] - [[1]]", "null", "[2,3]", "[1]", "[2]")]
    [InlineData(
        "\"ab\" * 3, 2 * \"xy\", \"x\" * 0, \"x\" * -1, \"x\" * 1.5", "null", "\"ababab\"", "\"xyxy\"", "\"\"", "null", "\"x\"")]
    [InlineData("{a:{b:1,x:1},c:1} * {a:{b:2},c:{d:3}}", "null", """{"a":{"b":2,"x":1},"c":{"d":3}}""")]
    [InlineData("6 / 3, 7 / 2, 1 / 3", "null", "2", "3.5", "0.3333333333333333")]
    [InlineData("\"a, b,c\" / \", \", \"abc\" / \"\", \"\" / \",\"", "null", """["a","b,c"]""", """["a","b","c"]""", "[]")]
    [InlineData("5 % 3, -5 % 3, 5 % -3, 5.9 % 2.1", "null", "2", "-2", "2", "1")]
    [InlineData("0.1 + 0.2, 3.0 + 0, 1.5 + 1.5, 1e3 * 1", "null", "0.30000000000000004", "3", "3", "1000")]
    [InlineData(
        "9007199254740993 + 1, 123456789012345678 * 10, 9223372036854775807 - 1", "null", "9007199254740994",
        "1234567890123456780", "9223372036854775806")]
    [InlineData("9223372036854775807 + 1 > 9223372036854775807", "null", "true")]
    [InlineData("[(1,2) + (10,20)]", "null", "[11,12,21,22]")]
    [InlineData("[(1,2) * (3,4) - (0,1)]", "null", "[3,6,4,8,2,5,3,7]")]
    [InlineData(
        """1 == 1.0, 1 == "1", "a" == "a", [1,{"a":2}] == [1.0,{"a":2.0}], null == false""", "null", "true", "false", "true",
        "true", "false")]
    [InlineData("1 != 2, \"x\" != \"x\"", "null", "true", "false")]
    [InlineData("1 < 2, 2 <= 2, 3 > 4, 4 >= 4", "null", "true", "true", "false", "true")]
    [InlineData(
        """null < false, false < true, true < 0, 0 < "", "" < [], [] < {}""", "null", "true", "true", "true", "true", "true",
        "true")]
    [InlineData("[1] < [1,0], [2] < [1,9], [] < [null]", "null", "true", "false", "true")]
    [InlineData("""{"a":2} < {"b":1}, {"a":2} < {"a":3}, {"b":1} < {"a":1,"b":0}""", "null", "true", "true", "false")]
    [InlineData("\"a\" < \"b\", \"B\" < \"a\", \"a\" < \"aa\", \"é\" < \"z\"", "null", "true", "true", "true", "false")]
    [InlineData("nan < nan, nan < 1, nan > nan, nan == nan, [nan] == [nan]", "null", "true", "true", "false", "false", "false")]
    [InlineData("true and true, true and null, false and error(\"x\"), 1 and \"\"", "null", "true", "false", "false", "true")]
    [InlineData("""false or false, null or 1, true or error("x")""", "null", "false", "true", "true")]
    [InlineData("[(true,false) and (true,false)], [(true,false) or (true,false)]", "null", "[true,false,false]", "[true,true,false]")]
    [InlineData("""true, false, null, 0, "" | not""", "null", "false", "true", "true", "false", "false")]
    [InlineData(".a // \"none\", .b // \"none\", .c // \"none\"", """{"a":0,"b":false,"c":null}""", "0", "\"none\"", "\"none\"")]
    [InlineData("[(null,1,false,2) // 3], [empty // 4], [(null,false) // (5,6)]", "null", "[1,2]", "[4]", "[5,6]")]
    [InlineData("1 // 2 // 3, null // false // 3", "null", "1", "3")]
    [InlineData("(.a.b.c)? // \"default\", (.x | .y)? // \"other\"", """{"a":5,"x":5}""", "\"default\"", "\"other\"")]
    [InlineData(".a?//\"default\"", "5", "\"default\"")]
    [InlineData("1, 2 | . * 10", "null", "10", "20")]
    [InlineData("1 == 1 and 2 > 1 or false", "null", "true")]
    [InlineData("""[1, 2][1], {"a":5}.a, "abc"[1:]""", "null", "2", "5", "\"bc\"")]
    public void Run_Filter_GivesOutputs(string filter, string input, params string[] outputs) =>
        Assert.Equal(outputs, JqRunner.Run(filter, input));
}
