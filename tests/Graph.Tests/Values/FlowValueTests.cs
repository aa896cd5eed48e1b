namespace SkillFlaw.Graph.Values;

public sealed class FlowValueTests
{
    [Fact]
    public void Equals_OfListsInOtherOrder_IsFalse()
    {
        Assert.Equal(JsonValues.Parse("[1,[2,\"a\"]]"), JsonValues.Parse("[1,[2,\"a\"]]"));
        Assert.NotEqual(JsonValues.Parse("[1,2]"), JsonValues.Parse("[2,1]"));
        Assert.NotEqual(JsonValues.Parse("[1]"), JsonValues.Parse("[1,1]"));
    }

    [Fact]
    public void Equals_OfPlainValues_ComparesTypeAndValue()
    {
        Assert.Equal(FlowValue.Of(double.NaN), FlowValue.Of(double.NaN));
        Assert.NotEqual(FlowValue.Of(1), FlowValue.Of(1.0));
        Assert.NotEqual(FlowValue.Of("1"), FlowValue.Of(1));
        Assert.NotEqual<FlowValue>(new Message("a"), FlowValue.Of("a"));
        Assert.Equal(NullValue.Instance, FlowValue.Of((string?)null));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Equals_OfValuesFromTheSameSeed_IsTrue(int seed)
    {
        var ones = new RandomValues(seed);
        var others = new RandomValues(seed);
        for (var count = 0; count < 500; count++)
        {
            var (one, other) = (ones.Next(), others.Next());

            Assert.Equal(one, other);
            Assert.Equal(one.GetHashCode(), other.GetHashCode());
        }
    }

    [Fact]
    public void Equals_OfMessagesThatDifferInOneField_IsFalse()
    {
        var message = new Message("a") { Timestamp = DateTimeOffset.UnixEpoch };

        Assert.Equal(message, message with { });
        Assert.All(
            [
                message with { Text = "b" },
                message with { Id = Guid.Empty },
                message with { Sender = "" },
                message with { Files = ["f"] },
                message with { Timestamp = DateTimeOffset.UnixEpoch.AddMilliseconds(1) },
                message with { Properties = new MessageProperties { Targets = ["t"] } },
                message with { Properties = new MessageProperties { PositiveFeedback = false } },
                message with { ContentBlocks = FlowValue.Of([FlowValue.Of(1)]) },
                message with { Prompt = new ChatPrompt("a", []) },
                message with { Extra = FlowValue.Of(("text", FlowValue.Of("hidden"))) },
            ],
            other => Assert.NotEqual(message, other));
    }
}
