using System.Text;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Runs;

public sealed class VertexCheckpointTests
{
    private static readonly string[] _ids = ["Prompt-a1", "", "vertex", "é \"😀\"\n", "$type"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Read_OfAnyResult_GivesItBack(int seed)
    {
        var random = new Random(seed);
        var values = new RandomValues(seed);
        for (var count = 0; count < 500; count++)
        {
            var id = _ids[random.Next(_ids.Length)];
            var result = Result(random, values);

            var checkpoint = VertexCheckpoint.ToCheckpoint(id, result);
            var (restoredId, restored) = VertexCheckpoint.Read(checkpoint);

            Assert.Equal(id, restoredId);
            Assert.NotNull(restored);
            Assert.Equal(result.Outputs, restored.Outputs);
            Assert.Equal<BranchChange>(result.Changes, restored.Changes);
            Assert.Equal(result.State, restored.State);
            Assert.Equal(result.Status, restored.Status);
            Assert.Equal<VertexLog>(result.Logs, restored.Logs);
            // What equality does not see, as the order of entries, is in the bytes.
            Assert.Equal(Encoding.UTF8.GetString(checkpoint), Encoding.UTF8.GetString(VertexCheckpoint.ToCheckpoint(id, restored)));
        }
    }

    [Fact]
    public void Read_OfAFailure_HasNoResult()
    {
        var (id, result) = VertexCheckpoint.Read(VertexCheckpoint.ToCheckpoint("Prompt-a1", null));

        Assert.Equal("Prompt-a1", id);
        Assert.Null(result);
    }

    // Which state is none, and which is the value null, tells a loop whether it has begun.
    [Fact]
    public void Read_OfStateThatIsNull_IsNotWithoutState()
    {
        var (_, none) = VertexCheckpoint.Read(VertexCheckpoint.ToCheckpoint("v", new VertexResult()));
        var (_, isNull) = VertexCheckpoint.Read(VertexCheckpoint.ToCheckpoint("v", new VertexResult { State = NullValue.Instance }));

        Assert.Null(none!.State);
        Assert.Equal(NullValue.Instance, isNull!.State);
    }

    [Fact]
    public void Read_OfTheDeepestValues_GivesThemBack()
    {
        FlowValue data = new Data(FlowValue.Of(("end", FlowValue.Of(1))));
        var list = FlowValue.Of("end");
        while (true)
        {
            try
            {
                data = new Data(FlowValue.Of(("$type", data)));
                list = FlowValue.Of([list]);
            }
            catch (InvalidValueException)
            {
                break;
            }
        }

        var result = new VertexResult { State = data, Status = list, Logs = [new VertexLog("o", "n", data)] };
        var (_, restored) = VertexCheckpoint.Read(VertexCheckpoint.ToCheckpoint("v", result));

        Assert.Equal(result.State, restored!.State);
        Assert.Equal(result.Status, restored.Status);
        Assert.Equal(data, restored.Logs[0].Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"vertex":null}""")]
    [InlineData("""{"vertex":"v"} x""")]
    [InlineData("""{"vertex":"v","result":null}""")]
    [InlineData("""{"vertex":"v","result":{}}""")]
    [InlineData("""{"vertex":"v","result":{"outputs":[]}}""")]
    [InlineData("""{"vertex":"v","result":{"outputs":{},"changes":[["jump","o"]]}}""")]
    [InlineData("""{"vertex":"v","result":{"outputs":{},"changes":[["stop"]]}}""")]
    [InlineData("""{"vertex":"v","result":{"outputs":{},"logs":[["o","n"]]}}""")]
    [InlineData("""{"vertex":"v","result":{"outputs":{},"state":{"$type":"nothing"}}}""")]
    public void Read_OfAnythingElse_IsRefused(string checkpoint)
    {
        Assert.Throws<InvalidValueException>(() => VertexCheckpoint.Read(Encoding.UTF8.GetBytes(checkpoint)));
    }

    private static VertexResult Result(Random random, RandomValues values) => new()
    {
        Outputs = ObjectValue.From(Many(random, () => KeyValuePair.Create(_ids[random.Next(_ids.Length)], values.Next()))),
        Changes = [.. Many(random, () => new BranchChange((BranchAction)random.Next(4), _ids[random.Next(_ids.Length)]))],
        State = random.Next(2) == 0 ? values.Next() : null,
        Status = random.Next(2) == 0 ? values.Next() : null,
        Logs = [.. Many(random, () => new VertexLog(_ids[random.Next(_ids.Length)], _ids[random.Next(_ids.Length)], values.Next()))],
    };

    private static List<T> Many<T>(Random random, Func<T> next) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => next())];
}
