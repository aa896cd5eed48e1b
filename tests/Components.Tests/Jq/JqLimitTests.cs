using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq;

/// <summary>Filters that want too much.</summary>
public sealed class JqLimitTests
{
    // A value of a hundred levels that each hold the one below twice.
    private const string Self = "reduce range(100) as $i ([1]; [., .])";

    [Theory]
    [InlineData("def f: f; f")]
    [InlineData("repeat(empty)")]
    [InlineData("range(1e12) | empty")]
    [InlineData("until(false; .)")]
    [InlineData("last(repeat(1))")]
    [InlineData("[range(300)] | combinations(4) | empty")]
    [InlineData("[limit(100000; repeat(\"x\"))] as $a | range(100000) | $a | join(\",\") | empty")]
    [InlineData("(\"a\" * 1000000) as $t | range(100000) | $t + \"b\" | empty")]
    [InlineData("[range(100000)] as $a | range(100000) | $a + [1] | empty")]
    [InlineData("(\"a\" * 5000000) | indices(\"a\" * 2000000 + \"b\")")]
    [InlineData("[range(50000)] | . - map(. + 100000)")]
    [InlineData(Self + " | flatten")]
    [InlineData(Self + " | . == .")]
    [InlineData(Self + " | [paths]")]
    [InlineData(Self + " | sort")]
    [InlineData(Self + " | .[0] |= tojson")]
    [InlineData(Self + " | [., .] | unique")]
    public void Run_TooManySteps_Stops(string filter) =>
        Assert.Equal("The jq filter takes more than 500,000 steps.", JqRunner.Fail(filter, 500_000));

    [Theory]
    [InlineData("def f: 1 + f; f", "The jq filter recurses more than 100,000 levels deep.")]
    [InlineData("def f(g): f(g | .); f(1)", "The jq filter nests its functions more than 100,000 levels deep.")]
    [InlineData("def f: f, 1; f", "The jq filter has more than 250,000 open alternatives.")]
    [InlineData("reduce range(60) as $i (\"x\"; . + .)", "A text in the jq filter is longer than 10,000,000 characters.")]
    [InlineData("\"x\" * 1e15", "A text in the jq filter is longer than 10,000,000 characters.")]
    [InlineData("(\"x\" * 6000000) as $x | [$x, $x] | add", "A text in the jq filter is longer than 10,000,000 characters.")]
    [InlineData(".[1e15] = 1", "A list in the jq filter has more than 5,000,000 items.")]
    [InlineData("reduce range(60) as $i ([1]; . + .)", "A list in the jq filter has more than 5,000,000 items.")]
    [InlineData("reduce range(300) as $i (0; [.])", "A value may nest at most 256 levels deep.")]
    [InlineData("setpath([range(300) | \"a\"]; 1)", "A value may nest at most 256 levels deep.")]
    [InlineData("setpath([range(100000) | 0]; 1)", "A value may nest at most 256 levels deep.")]
    public void Run_TooMuch_Stops(string filter, string message) => Assert.Equal(message, JqRunner.Fail(filter, "null"));

    [Theory]
    [InlineData(Self, "The jq filter has too much output.")]
    [InlineData("range(100000) | \"x\" * 300", "The jq filter has too much output.")]
    public void Run_SmallValueThatIsLargeWhenWalked_Stops(string filter, string message) =>
        Assert.Equal(message, JqRunner.Fail(filter, "null"));

    [Fact]
    public void Run_SmallValueThatIsLargeWhenWalked_MayBeUsedWithoutWalking() =>
        Assert.Equal(["true", "2"], JqRunner.Run(Self + " | contains([]), length", "null"));

    [Theory]
    [InlineData(Self + " | error")]
    [InlineData("\"x\" * 1000000 | error")]
    [InlineData("\"x\" * 1000000 | fromjson")]
    public void Run_LongError_IsCut(string filter) => Assert.InRange(JqRunner.Fail(filter, "null").Length, 1_000, 1_020);

    [Fact]
    public void Run_InputThatIsLargeWhenWalked_Stops()
    {
        FlowValue value = new Data(FlowValue.Of(("a", FlowValue.Of(1L))));
        for (var level = 0; level < 100; level++)
        {
            value = FlowValue.Of([value, value]);
        }

        Assert.Throws<InvalidValueException>(
            () => JqProgram.Parse(".[0] | length").Run(value, 100_000, CancellationToken.None).Count());
    }

    [Theory]
    [InlineData("test(\"(a*)*b\")", "false")]
    [InlineData("test(\"(a|aa)+$b\")", "false")]
    [InlineData("test(\"^(([a-z])+.)+[A-Z]([a-z])+$\")", "false")]
    public void Run_CatastrophicRegularExpression_IsLinear(string filter, string output) =>
        Assert.Equal([output], JqRunner.Run($"\"a\" * 20000 | {filter}", "null"));

    [Fact]
    public void Run_RegularExpressionThatMustBacktrack_IsStopped() => Assert.Equal(
        "The regular expressions of the jq filter take too long.",
        JqRunner.Fail("\"a\" * 40 | test(\"^(a+)+\\\\1b\")", "null"));

    [Theory]
    [InlineData("[range(10000)] | reduce .[] as $x ([]; . + [$x]) | length", "10000")]
    [InlineData("reduce range(3000) as $i ({}; .[\"k\\($i)\"] += $i) | length", "3000")]
    [InlineData("[range(50000) | {a: .}] | map_values(.a + 1) | (.[] |= . + 1) | del(.[range(0; 50000; 2)]) | length", "25000")]
    [InlineData("\"ab \" * 20000 | gsub(\"a\"; \"x\") | length", "60000")]
    [InlineData("def count: if . > 0 then . - 1 | count else \"done\" end; 500000 | count", "\"done\"")]
    [InlineData("[range(100000)] | sort_by(-.) | first", "99999")]
    [InlineData("[recurse(if . < 50000 then . + 1 else empty end)] | length", "50001")]
    public void Run_LargeButFair_Works(string filter, string output) => Assert.Equal([output], JqRunner.Run(filter, "0"));
}
