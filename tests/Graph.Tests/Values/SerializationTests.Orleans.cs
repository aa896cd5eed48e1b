using System.Numerics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;

namespace SkillFlaw.Graph.Values;

/// <summary>What travels between grains arrives as it was sent, through Orleans' own serializer.</summary>
public sealed class SerializationTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public static TheoryData<FlowValue> Values() =>
    [
        NullValue.Instance,
        BooleanValue.True,
        new IntegerValue(BigInteger.Parse("123456789012345678901234567890", null)),
        FlowValue.Of(1.5),
        FlowValue.Of("text"),
        FlowValue.Of([FlowValue.Of("a"), FlowValue.Of(1L), ListValue.Empty]),
        Many(),
        new Message("hello")
        {
            Id = Guid.NewGuid(),
            Sender = Message.User,
            SenderName = "User",
            Files = ["f/a.png"],
            SessionId = "s",
            Timestamp = DateTimeOffset.UnixEpoch,
            Prompt = new ChatPrompt("p", ["f/b.png"]),
            ContentBlocks = FlowValue.Of([FlowValue.Of(("title", FlowValue.Of("Error")))]),
            Properties = new MessageProperties { Icon = "Bot", Source = new MessageSource("a", "b", "c"), Targets = ["t"] },
            Extra = FlowValue.Of(("more", FlowValue.Of(1L))),
        },
        new Data(FlowValue.Of(("text", FlowValue.Of("x")))) { TextKey = "other", DefaultValue = "none" },
        DataFrame.FromRecords([FlowValue.Of(("a", FlowValue.Of(1L))), FlowValue.Of(("b", FlowValue.Of(2L)))]),
        new LanguageModel { Provider = "OpenAI", Model = "m", ApiKey = new SecretReference("v", "api_key", "KEY"), Temperature = 0.1, Arguments = Many() },
        new Tool("v", "o", "n", "d", Many()),
        new ChatMemory("s", "c"),
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void RoundTrip_Value_IsEqual(FlowValue value)
    {
        var copy = Copy(value);

        Assert.Equal(value, copy);
        Assert.Equal(value.ToJson(), copy.ToJson());
        Assert.Equal(value, ((ListValue)FlowValue.Of([copy]))[0]);
    }

    [Fact]
    public void RoundTrip_CallAndResult_AreWhole()
    {
        var call = new VertexCall
        {
            Run = new RunIdentity("r", "f", "s"),
            VertexId = "v",
            Type = "t",
            DisplayName = "d",
            Outputs = [new OutputCall("o", "m")],
            Parameters = [new CallParameter { Name = "p", Value = Many(), IsVariable = true, VariableColumns = ["c"], FromEdge = true }],
            Neighbours = new Neighbours(true, true, true, new MessageSource("a", "b", "c")),
            State = FlowValue.Of(1L),
        };
        var result = new VertexResult
        {
            Outputs = Many(),
            Changes = [new BranchChange(BranchAction.Exclude, "o")],
            State = FlowValue.Of("s"),
            Logs = [new VertexLog("o", "n", FlowValue.Of("m"))],
            Status = FlowValue.Of("status"),
        };

        var (calledBack, gotBack) = (Copy(call), Copy(result));

        Assert.Equal(call.Parameters, calledBack.Parameters.AsEnumerable().Select(each => each with { VariableColumns = call.Parameters[0].VariableColumns }));
        Assert.Equal((call.Run, call.Neighbours, call.State, call.Outputs[0]), (calledBack.Run, calledBack.Neighbours, calledBack.State, calledBack.Outputs[0]));
        Assert.Equal((result.Outputs, result.State, result.Status, result.Changes[0], result.Logs[0]), (gotBack.Outputs, gotBack.State, gotBack.Status, gotBack.Changes[0], gotBack.Logs[0]));
    }

    [Fact]
    public void RoundTrip_InputsAndErrors_AreWhole()
    {
        var inputs = Copy(new RunInputs { Tweaks = Many(), Inputs = [new RunInput("v", ["c"])], SessionId = "s", SessionReplaces = false, Stream = true, Files = ["f"] });
        var invalid = Copy(new InvalidFlowException("m", "v"));
        var failed = Copy(new VertexFailedException("v", "d", "r"));

        Assert.Equal((Many(), "v", "c", "s", false, true, "f"), (inputs.Tweaks, inputs.Inputs[0].Value, inputs.Inputs[0].Components[0], inputs.SessionId, inputs.SessionReplaces, inputs.Stream, inputs.Files[0]));
        Assert.Equal(("m", "v"), (invalid.Message, invalid.VertexId));
        Assert.Equal(("v", "d", "r"), (failed.VertexId, failed.DisplayName, failed.Reason));
    }

    public void Dispose() => _services.Dispose();

    private T Copy<T>(T value) => _services.GetRequiredService<Serializer>().Deserialize<T>(_services.GetRequiredService<Serializer>().SerializeToArray(value))!;

    private static ObjectValue Many() =>
        ObjectValue.From(Enumerable.Range(0, 20).Select(index => KeyValuePair.Create($"key{index}", (FlowValue)FlowValue.Of((long)index))));
}
