namespace SkillFlaw.Components.Jq;

/// <summary>Conditions, errors, folds, functions, generators. Each case is a filter, its input, and its outputs; checked against jq where both have it.</summary>
public sealed class JqControlTests
{
    [Theory]
    [InlineData("""if . then "yes" else "no" end""", "true", "\"yes\"")]
    [InlineData("""if . then "yes" else "no" end""", "null", "\"no\"")]
    [InlineData(
        """if 0 then "zero is true" end, if "" then "so is an empty text" end""", "null", "\"zero is true\"",
        "\"so is an empty text\"")]
    [InlineData("""if . == 1 then "one" elif . == 2 then "two" else "many" end""", "2", "\"two\"")]
    [InlineData("if false then 1 end, if null then 1 elif false then 2 end", "\"as it was\"", "\"as it was\"", "\"as it was\"")]
    [InlineData("""[if (true,false) then "a","b" else "c" end]""", "null", """["a","b","c"]""")]
    [InlineData(
        """try error("broken") catch ., try error({"code":7}) catch .code, try error(null) catch .""", "null", "\"broken\"", "7",
        "null")]
    [InlineData("""[.[]|try tonumber catch "no"]""", """["1","x",2]""", """[1,"no",2]""")]
    [InlineData("""try (1,error("x"),2) catch .""", "null", "1", "\"x\"")]
    [InlineData("""[(1,error("x"),2)?]""", "null", "[1]")]
    [InlineData("""try (try error("in") catch error("out")) catch .""", "null", "\"out\"")]
    [InlineData("[.[] | (1 / .)?]", "[1,0,2]", "[1,0.5]")]
    [InlineData("""try error("x") // 1""", "null", "1")]
    [InlineData("try -1, (try 1 + 1)", "null", "-1", "2")]
    [InlineData("try ((try \"a\" catch \"caught\") | error(\"later\")) catch \"outer: \\(.)\"", "null", "\"outer: later\"")]
    [InlineData("try error catch .", """{"any":"value"}""", """{"any":"value"}""")]
    [InlineData("reduce .[] as $n (0; . + $n)", "[1,2,3]", "6")]
    [InlineData("reduce .[] as [$k, $v] ({}; .[$k] = $v)", """[["a",1],["b",2]]""", """{"a":1,"b":2}""")]
    [InlineData("reduce (1,2) as $n (0,10; . + $n)", "null", "3", "13")]
    [InlineData("reduce empty as $n (5; 6), reduce (1,2) as $n (0; empty), reduce (1,2) as $n (0; ., 10)", "null", "5", "null", "10")]
    [InlineData("[foreach .[] as $n (0; . + $n)]", "[1,2,3]", "[1,3,6]")]
    [InlineData("[foreach .[] as $n (0; . + $n; [$n, .])]", "[1,2,3]", "[[1,1],[2,3],[3,6]]")]
    [InlineData("[foreach (1,2) as $n (0; . + $n, . * 10)]", "null", "[1,0,2,0]")]
    [InlineData("[foreach range(5) as $n (null; $n; select(. % 2 == 0))]", "null", "[0,2,4]")]
    [InlineData("[label $out | 1, 2, break $out, 3]", "null", "[1,2]")]
    [InlineData("[label $a | (label $b | 1, break $a, 2), 3], [label $a | (label $b | 1, break $b, 2), 3]", "null", "[1]", "[1,3]")]
    [InlineData("[label $f | range(10) | ., (select(. == 2) | break $f)]", "null", "[0,1,2]")]
    [InlineData("def inc: . + 1; inc | inc", "1", "3")]
    [InlineData("def twice(f): f | f; twice(. * 3)", "2", "18")]
    [InlineData("def add_to($a; $b): . + $a + $b; add_to(1; 2)", "10", "13")]
    [InlineData("[def f($a; $b): [$a, $b]; f(1,2; 3,4)]", "null", "[[1,3],[1,4],[2,3],[2,4]]")]
    [InlineData("def f(g): [g, g]; def h: 7; f(h, 8)", "null", "[7,8,7,8]")]
    [InlineData("def f: def g: 3; g + 1; f", "null", "4")]
    [InlineData("def f: 1; def g: f + 1; def f: 10; [f, g]", "null", "[10,2]")]
    [InlineData("def f(x): x * 2; def g(x): f(x + 1); g(.)", "4", "10")]
    [InlineData("def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; [range(6) | fac]", "null", "[1,1,2,6,24,120]")]
    [InlineData(
        "def fib: if . < 2 then . else (. - 1 | fib) + (. - 2 | fib) end; [range(10) | fib]", "null", "[0,1,1,2,3,5,8,13,21,34]")]
    [InlineData("""def count: if . > 0 then . - 1 | count else "done" end; 50000 | count""", "null", "\"done\"")]
    [InlineData("""def map(f): "mine"; map(1)""", "[1]", "\"mine\"")]
    [InlineData("def f($x; g): $x | g; f(3; . + 1)", "null", "4")]
    [InlineData(
        "[range(5)], [range(2;5)], [range(0;10;3)], [range(5;0;-2)], [range(1;1)], [range(0;1;0.4)]", "null", "[0,1,2,3,4]",
        "[2,3,4]", "[0,3,6,9]", "[5,3,1]", "[]", "[0,0.4,0.8]")]
    [InlineData("[range(0,1;3,4)]", "null", "[0,1,2,0,1,2,3,1,2,1,2,3]")]
    [InlineData("""[limit(3; range(100))], [limit(0; 1, 2)], [limit(1; 1, error("not reached"))]""", "null", "[0,1,2]", "[]", "[1]")]
    [InlineData(
        "first(range(5;10)), [first(empty)], last(range(5)), nth(2; range(5)), [nth(0,2; range(5))]", "null", "5", "[]", "4", "2",
        "[0,2]")]
    [InlineData("[.[] | until(. > 100; . * 2)], [1 | while(. < 30; . * 3)]", "[1,7]", "[128,112]", "[1,3,9,27]")]
    [InlineData("[limit(3; repeat(5))]", "null", "[5,5,5]")]
    [InlineData(
        "[recurse(if . < 3 then . + 1 else empty end)], [recurse(. * .; . < 100)], [recurse]", "2", "[2,3]", "[2,4,16]", "[2]")]
    [InlineData("[recurse(.kids[]?) | .n]", """{"n":1,"kids":[{"n":2},{"n":3,"kids":[{"n":4}]}]}""", "[1,2,3,4]")]
    [InlineData("""isempty(empty), isempty(1, error("x")), isempty(.[])""", "[]", "true", "false", "true")]
    [InlineData("any, all", "[true,false]", "true", "false")]
    [InlineData("any, all", "[]", "false", "true")]
    [InlineData("any(. > 2), all(. > 0), any(.[]; . == 2), all(.[]; . < 3)", "[1,2,3]", "true", "true", "true", "false")]
    [InlineData("""any(true, error("x"); .), all(false, error("x"); .)""", "null", "true", "false")]
    [InlineData("[.[] | select(. > 1)], [.[] | select(., . == 2)], [empty]", "[1,2]", "[2]", "[1,2,2]", "[]")]
    [InlineData("1 as $x | 2 as $y | [$x, $y, ([3] | .[0] as $x | $x)], $x", "null", "[1,2,3]", "1")]
    [InlineData("[.[] as $x | $x * 10, 1]", "[1,2]", "[10,1,20,1]")]
    [InlineData("1 + . as $x | $x * 2", "5", "11")]
    [InlineData(". as $all | map(. / ($all | add))", "[1,3]", "[0.25,0.75]")]
    [InlineData("\"comment\" # nothing of this counts: | error", "null", "\"comment\"")]
    [InlineData("[skip(1; 1, 2, 3)], [skip(0; 1, 2)], [limit(-1; 1, 2)]", "null", "[2,3]", "[1,2]", "[1,2]")]
    [InlineData("isvalid(.a), isvalid(.[0])", """{"a":1}""", "true", "false")]
    [InlineData("IN(1, 2), IN(.[]?; 1), (2 | IN(1, 2))", "3", "false", "false", "true")]
    [InlineData(
        "INDEX(.id), INDEX(.[]; .n)", """[{"id":1,"n":"a"},{"id":2,"n":"b"}]""", """{"1":{"id":1,"n":"a"},"2":{"id":2,"n":"b"}}""",
        """{"a":{"id":1,"n":"a"},"b":{"id":2,"n":"b"}}""")]
    public void Run_Filter_GivesOutputs(string filter, string input, params string[] outputs) =>
        Assert.Equal(outputs, JqRunner.Run(filter, input));
}
