namespace SkillFlaw.Components.Jq;

/// <summary>Taking values apart. Each case is a filter, its input, and its outputs; checked against jq where both have it.</summary>
public sealed class JqPatternTests
{
    [Theory]
    [InlineData(". as [$a, $b] | {a: $a, b: $b}", "[1,2,3]", """{"a":1,"b":2}""")]
    [InlineData(". as [$a, [$b, $c]] | [$a, $b, $c]", "[1,[2]]", "[1,2,null]")]
    [InlineData(". as {name: $n, tags: [$first]} | [$n, $first]", """{"name":"x","tags":["t","u"]}""", """["x","t"]""")]
    [InlineData(". as {$name, $none} | [$name, $none]", """{"name":"x"}""", """["x",null]""")]
    [InlineData(""". as {"a b": $x, $c: [$d]} | [$x, $c, $d]""", """{"a b":1,"c":[2]}""", "[1,[2],2]")]
    [InlineData(". as {(.key): $x} | $x", """{"key":"b","b":5}""", "5")]
    [InlineData("""[. as {("a","b"): $x} | $x]""", """{"a":1,"b":2}""", "[1,2]")]
    [InlineData(". as {a: {b: [{$c}]}} | $c", """{"a":{"b":[{"c":9}]}}""", "9")]
    [InlineData("[.[] as [$k, $v] | {($k): $v}] | add", """[["a",1],["b",2]]""", """{"a":1,"b":2}""")]
    [InlineData("[.[] as [$a] ?// $a | $a]", "[[1],2]", "[1,2]")]
    [InlineData("[.[] as {$a} ?// [$a] | $a]", """[{"a":1},[2]]""", "[1,2]")]
    [InlineData("[.[] as [$a] ?// {$b} | [$a, $b]]", """[[1],{"b":2}]""", "[[1,null],[null,2]]")]
    [InlineData("""[.[] as [$a] ?// $a | if ($a | type) == "number" then error("next") else $a end]""", "[[1]]", "[[1]]")]
    [InlineData("[foreach .[] as {$k, $v} ({}; .[$k] += $v; .a)]", """[{"k":"a","v":1},{"k":"a","v":2}]""", "[1,3]")]
    [InlineData(". as [$a, {b: $c}] | $a + $c", """[1,{"b":2}]""", "3")]
    [InlineData("null as [$a, {b: $c}] | [$a, $c]", "null", "[null,null]")]
    [InlineData("[1, 2] as [$x] | [3] as [$y] | [$x, $y]", "null", "[1,3]")]
    public void Run_Filter_GivesOutputs(string filter, string input, params string[] outputs) =>
        Assert.Equal(outputs, JqRunner.Run(filter, input));
}
