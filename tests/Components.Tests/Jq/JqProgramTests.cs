using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq;

public sealed class JqProgramTests
{
    [Fact]
    public void Run_ManyOutputs_MakesThemWhenAskedFor()
    {
        var program = JqProgram.Parse("1, 2, error(\"not reached\")");

        var outputs = program.Run(NullValue.Instance, CancellationToken.None).Take(2).ToList();

        Assert.Equal([FlowValue.Of(1L), FlowValue.Of(2L)], outputs);
    }

    [Fact]
    public void Run_SameProgramInManyThreads_GivesTheSame()
    {
        var program = JqProgram.Parse("[.[] | select(. % 2 == 0) as $x | {x: $x, s: \"\\($x)\"}] | map(.s) | join(\",\")");
        var input = FlowValue.Of(Enumerable.Range(0, 200).Select(number => FlowValue.Of((long)number)));
        var expected = program.Run(input, CancellationToken.None).Single();

        Parallel.For(0, 50, _ => Assert.Equal(expected, program.Run(input, CancellationToken.None).Single()));
    }

    [Fact]
    public void Run_DataMessageAndTable_AreTheirFields()
    {
        var data = new Data(FlowValue.Of(("name", FlowValue.Of("x"))));
        var message = new Message { Text = "hello" };
        var table = new DataFrame(["a", "b"], [FlowValue.Of([FlowValue.Of(1L), FlowValue.Of(2L)])]);

        var outputs = JqRunner.Run(".[0].name, .[1].text, .[2][0].b, (.[0] | keys)", FlowValue.Of([data, message, table]));

        Assert.Equal(["\"x\"", "\"hello\"", "2", "[\"name\"]"], outputs);
    }

    [Fact]
    public void Run_DataInsideOfAnObject_IsItsFields()
    {
        var input = FlowValue.Of(("kept", FlowValue.Of(1L)), ("data", new Data(FlowValue.Of(("a", FlowValue.Of(2L))))));

        Assert.Equal(["2", """{"kept":1,"data":{"a":2}}"""], JqRunner.Run(".data.a, .", input));
    }

    [Fact]
    public void Run_PlainInput_IsNotCopied()
    {
        var input = JsonValues.Parse("""[{"a":[1,2]}]""");

        Assert.Same(input, JqProgram.Parse(".").Run(input, CancellationToken.None).Single());
    }

    [Fact]
    public void Run_Objects_KeepTheOrderOfTheirKeys() => Assert.Equal(
        ["""{"b":1,"a":{"d":2,"c":3},"e":4}""", """["a","b"]"""],
        JqRunner.Run(".e = 4, keys", """{"b":1,"a":{"d":2,"c":3}}"""));

    [Fact]
    public void Run_Now_ReadsTheClock()
    {
        var clock = new FixedClock(new DateTimeOffset(2024, 2, 29, 12, 0, 0, 500, TimeSpan.Zero));

        var outputs = JqProgram.Parse("now, (now | todate), (now | strftime(\"%A\"))", clock).Run(NullValue.Instance, CancellationToken.None);

        Assert.Equal(["1709208000.5", "\"2024-02-29T12:00:00Z\"", "\"Thursday\""], outputs.Select(output => output.ToJson()));
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        using var outputs = JqProgram.Parse("1, repeat(empty)").Run(NullValue.Instance, source.Token).GetEnumerator();
        Assert.True(outputs.MoveNext());

        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => outputs.MoveNext());
    }

    [Fact]
    public void Run_CancelledBefore_DoesNothing() => Assert.Throws<OperationCanceledException>(
        () => JqProgram.Parse(".").Run(NullValue.Instance, new CancellationToken(true)).Count());

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
