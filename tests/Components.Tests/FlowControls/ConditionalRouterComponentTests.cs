using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FlowControls;

public sealed class ConditionalRouterComponentTests
{
    private const string True = "true_result";
    private const string False = "false_result";

    [Theory]
    [InlineData("a", "equals", "a", true)]
    [InlineData("a", "equals", "A", false)]
    [InlineData("a", "not equals", "A", true)]
    [InlineData("a", "not equals", "a", false)]
    [InlineData("abc", "contains", "b", true)]
    [InlineData("abc", "contains", "B", false)]
    [InlineData("abc", "contains", "", true)]
    [InlineData("abc", "starts with", "ab", true)]
    [InlineData("abc", "starts with", "bc", false)]
    [InlineData("abc", "ends with", "bc", true)]
    [InlineData("abc", "ends with", "ab", false)]
    [InlineData("abc", "regex", "a.c", true)]
    [InlineData("abc", "regex", "b", false)]
    [InlineData("ab12", "regex", @"(?P<x>\w)b\d+\Z", true)]
    [InlineData("aa", "regex", "(?P<x>a)(?P=x)", true)]
    [InlineData("abc", "regex", "(?=abc)a", true)]
    [InlineData("abc", "regex", "(", false)]
    [InlineData("1.5", "less than", "2", true)]
    [InlineData("2", "less than", "2", false)]
    [InlineData("2", "less than or equal", "2.0", true)]
    [InlineData("3", "less than or equal", "2.0", false)]
    [InlineData("1e3", "greater than", "999", true)]
    [InlineData("999", "greater than", "999", false)]
    [InlineData(" 2 ", "greater than or equal", "2", true)]
    [InlineData("1", "greater than or equal", "2", false)]
    [InlineData("two", "less than", "3", false)]
    [InlineData("two", "greater than or equal", "1", false)]
    [InlineData("nan", "less than or equal", "nan", false)]
    [InlineData("a", "is like", "a", false)]
    public async Task Condition_Operator_DecidesTheRoute(string text, string @operator, string match, bool holds)
    {
        Assert.Equal(holds, await HoldsAsync(Run(text, match).With("operator", @operator)));
    }

    [Theory]
    [InlineData("equals", "ABC", true)]
    [InlineData("contains", "B", true)]
    [InlineData("regex", "ABC", false)]
    public async Task Condition_CaseInsensitive_CountsForAllButPatterns(string @operator, string match, bool holds)
    {
        Assert.Equal(holds, await HoldsAsync(Run("abc", match).With("operator", @operator).With("case_sensitive", false)));
    }

    [Fact]
    public async Task Condition_HostilePattern_EndsAndIsFalse()
    {
        Assert.False(await HoldsAsync(Run(new string('a', 40) + "!", @"(?=(a+)+$)(a+)+$").With("operator", "regex")));
    }

    [Fact]
    public async Task Result_True_StopsAndExcludesFalse()
    {
        var result = await Ask(Run("a", "a")).RunAsync();

        Assert.Equal(
            [new BranchChange(BranchAction.Stop, False), new BranchChange(BranchAction.Exclude, False)],
            result.Changes.AsEnumerable());
    }

    [Fact]
    public async Task Result_CaseMessages_GoOutOnTheirRoute()
    {
        var yes = new Message("yes") { Sender = "User" };
        var result = await Ask(Run("a", "a").With("true_case_message", yes).With("false_case_message", "no")).RunAsync();

        Assert.Equal(yes, result.Outputs[True]);
        Assert.Equal(new Message(), result.Outputs[False]);
        Assert.Equal(yes, result.Status);
    }

    [Fact]
    public async Task Result_NoCaseMessage_IsEmptyAndNotTheInput()
    {
        var result = await Ask(Run("a", "b")).RunAsync();

        Assert.Equal(new Message(), result.Outputs[False]);
    }

    [Fact]
    public async Task Result_OlderMessage_GoesOutOnEitherRoute()
    {
        Assert.Equal(new Message("m"), (await Ask(Run("a", "a").With("message", "m")).RunAsync()).Outputs[True]);
        Assert.Equal(new Message("m"), (await Ask(Run("a", "b").With("message", "m")).RunAsync()).Outputs[False]);
    }

    [Fact]
    public async Task Result_OnlyTheOtherOutputWanted_StillDecides()
    {
        var result = await Run("a", "a").Asking(False, "false_response").RunAsync();

        Assert.Contains(new BranchChange(BranchAction.Stop, False), result.Changes.AsEnumerable());
    }

    [Fact]
    public async Task Iteration_BothOutputs_CountsOnce()
    {
        var first = await Ask(Run("a", "a")).RunAsync();
        var second = await Ask(Run("a", "a").Where(call => call with { State = first.State })).RunAsync();

        Assert.Equal((FlowValue.Of(1), FlowValue.Of(2)), (first.State, second.State));
    }

    [Fact]
    public async Task MaxIterations_DefaultRouteWouldStop_Flips()
    {
        var run = Run("a", "a").With("max_iterations", 3).With("false_case_message", "no").Where(call => call with { State = FlowValue.Of(2) });

        var result = await Ask(run).RunAsync();

        Assert.Equal(
            [new BranchChange(BranchAction.ClearExclusions, ""), new BranchChange(BranchAction.Stop, True)],
            result.Changes.AsEnumerable());
        Assert.Equal(new Message("no"), result.Outputs[False]);
        Assert.Equal(new Message(), result.Outputs[True]);
    }

    [Theory]
    [InlineData(1, False)]
    [InlineData(2, True)]
    public async Task MaxIterations_NotReachedOrOtherDefault_DoesNotFlip(long before, string defaultRoute)
    {
        var run = Run("a", "a").With("max_iterations", 3).With("default_route", defaultRoute).Where(call => call with { State = FlowValue.Of(before) });

        Assert.Contains(new BranchChange(BranchAction.Stop, False), (await Ask(run).RunAsync()).Changes);
    }

    [Fact]
    public async Task MaxIterations_Unset_IsTen()
    {
        var tenth = await Ask(Run("a", "a").Where(call => call with { State = FlowValue.Of(9) })).RunAsync();

        Assert.Contains(new BranchChange(BranchAction.Stop, True), tenth.Changes);
    }

    [Fact]
    public async Task Alias_IfElse_IsTheSame()
    {
        Assert.Equal(new Message("y"), await new ComponentRun("If-Else").With("true_case_message", "y").OutputAsync<Message>(True));
    }

    private static ComponentRun Run(string text, string match) =>
        new ComponentRun("ConditionalRouter").With("input_text", text).With("match_text", match);

    private static ComponentRun Ask(ComponentRun run) => run.Asking(True, "true_response").Asking(False, "false_response");

    private static async Task<bool> HoldsAsync(ComponentRun run) =>
        (await Ask(run).RunAsync()).Changes.Contains(new BranchChange(BranchAction.Stop, False));
}
