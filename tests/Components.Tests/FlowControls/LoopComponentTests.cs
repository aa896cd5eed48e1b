using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FlowControls;

public sealed class LoopComponentTests
{
    private const string WrongInput = "The 'data' input must be a DataFrame, a list of Data/Message objects, or a single Data/Message object.";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Loop_ItemsOfATable_RunsOnceMoreAndGathersARowForEach(int count)
    {
        var table = DataFrame.FromRecords(Enumerable.Range(0, count).Select(Row));

        var results = await RunAllAsync(table, item => new Data(item.Fields.With("seen", FlowValue.Of(true))));

        Assert.Equal(count + 1, results.Count);
        Assert.Equal(Enumerable.Range(0, count).Select(Row), results.SkipLast(1).Select(result => ((Data)result.Outputs["item"]).Fields));
        Assert.Equal(
            Enumerable.Range(0, count).Select(index => Row(index).With("seen", FlowValue.Of(true))),
            ((DataFrame)results[^1].Outputs["done"]).Records());
    }

    [Fact]
    public async Task Loop_ItemLeft_StopsDone()
    {
        var result = await Ask(Run(new Data(Row(1)))).RunAsync();

        Assert.Equal([new BranchChange(BranchAction.Stop, "done")], result.Changes.AsEnumerable());
        Assert.Equal(DataFrame.Empty, result.Outputs["done"]);
    }

    [Fact]
    public async Task Loop_NoItemLeft_StopsItemStartsDoneAndForgets()
    {
        var first = await Ask(Run(new Data(Row(1)))).RunAsync();
        var last = await Ask(Run(new Data(Row(1))).With("item", new Data(Row(2))).Where(call => call with { State = first.State })).RunAsync();

        Assert.Equal([new BranchChange(BranchAction.Stop, "item"), new BranchChange(BranchAction.Start, "done")], last.Changes.AsEnumerable());
        Assert.Equal(new Data(FlowValue.Of(("text", FlowValue.Of("")))), last.Outputs["item"]);
        Assert.Null(last.State);
    }

    [Fact]
    public async Task Loop_DoneAskedFirst_DecidesTheSame()
    {
        var result = await Run(new Data(Row(1))).Asking("done", "done_output").Asking("item", "item_output").RunAsync();

        Assert.Equal(new Data(Row(1)), result.Outputs["item"]);
        Assert.Equal([new BranchChange(BranchAction.Stop, "done")], result.Changes.AsEnumerable());
    }

    [Fact]
    public async Task Loop_OnlyDoneConnected_StopsDone()
    {
        var result = await Run(DataFrame.Empty).Asking("done", "done_output").RunAsync();

        Assert.Equal([new BranchChange(BranchAction.Stop, "done")], result.Changes.AsEnumerable());
    }

    [Fact]
    public async Task Loop_MessagesAsFeedback_BecomeTheirText()
    {
        var results = await RunAllAsync(new Data(Row(1)), _ => new Message("m") { Sender = "User" });

        Assert.Equal(FlowValue.Of(("text", FlowValue.Of("m"))), ((DataFrame)results[^1].Outputs["done"]).Record(0));
    }

    [Fact]
    public async Task Loop_BodyThatGaveNothing_AddsNoRow()
    {
        var results = await RunAllAsync(FlowValue.Of([new Data(Row(1)), new Data(Row(2))]), item => item.Fields.Equals(Row(1)) ? NullValue.Instance : item);

        Assert.Equal(3, results.Count);
        Assert.Equal([Row(2)], ((DataFrame)results[^1].Outputs["done"]).Records());
    }

    [Fact]
    public async Task Loop_TableAsFeedback_AddsItsRows()
    {
        var results = await RunAllAsync(new Data(Row(1)), _ => DataFrame.FromRecords([Row(5), Row(6)]));

        Assert.Equal([Row(5), Row(6)], ((DataFrame)results[^1].Outputs["done"]).Records());
    }

    [Fact]
    public async Task Loop_ListOfMessages_GivesTheirTexts()
    {
        var result = await Ask(Run(FlowValue.Of([new Message("a") { Sender = "User" }]))).RunAsync();

        Assert.Equal(new Data(FlowValue.Of(("text", FlowValue.Of("a")))), result.Outputs["item"]);
    }

    [Fact]
    public async Task Loop_OneMessage_IsOneItem()
    {
        Assert.Equal(2, (await RunAllAsync(new Message("a"), item => item)).Count);
    }

    [Fact]
    public async Task Loop_WrongInput_Fails()
    {
        Assert.Equal(WrongInput, await Run(FlowValue.Of("text")).FailureAsync("item"));
        Assert.Equal(WrongInput, await Run(FlowValue.Of([FlowValue.Of(1)])).FailureAsync("item"));
        Assert.Equal(WrongInput, await new ComponentRun("Loop").FailureAsync("item"));
    }

    [Fact]
    public async Task Loop_TooManyItems_Fails()
    {
        var list = FlowValue.Of(Enumerable.Repeat<FlowValue>(new Data(Row(1)), LoopComponent.MaxItems + 1));

        Assert.Equal("A loop may have at most 10000 items, and this one has 10001. Split the table.", await Run(list).FailureAsync("item"));
    }

    [Fact]
    public async Task Loop_TooManyResults_Fails()
    {
        var first = await Ask(Run(new Data(Row(1)))).RunAsync();
        var results = FlowValue.Of(Enumerable.Repeat<FlowValue>(new Data(Row(1)), LoopComponent.MaxItems + 1));
        var run = Run(new Data(Row(1))).With("item", results).Where(call => call with { State = first.State });

        Assert.Equal("A loop may have at most 10000 results, and this one has 10001. Split the table.", await run.FailureAsync("item"));
    }

    // Runs the vertex until it is done, with a body between the runs.
    private static async Task<List<VertexResult>> RunAllAsync(FlowValue data, Func<Data, FlowValue> body)
    {
        var results = new List<VertexResult>();
        FlowValue feedback = NullValue.Instance;
        FlowValue? state = null;
        do
        {
            var before = state;
            var result = await Ask(Run(data).With("item", feedback).Where(call => call with { State = before })).RunAsync();
            results.Add(result);
            state = result.State;
            feedback = body((Data)result.Outputs["item"]);
        }
        while (state is not null);
        return results;
    }

    private static ComponentRun Run(FlowValue data) => new ComponentRun("LoopComponent").With("data", data);

    private static ComponentRun Ask(ComponentRun run) => run.Asking("item", "item_output").Asking("done", "done_output");

    private static ObjectValue Row(int number) => FlowValue.Of(("n", FlowValue.Of(number)));
}
