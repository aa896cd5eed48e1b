using System.Text;

namespace SkillFlaw.Graph.Values;

public sealed class CheckpointValuesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void FromCheckpoint_OfAnyValue_GivesItBack(int seed)
    {
        var values = new RandomValues(seed);
        var types = new HashSet<Type>();
        for (var count = 0; count < 1_000; count++)
        {
            var value = values.Next();
            types.Add(value.GetType());

            var checkpoint = value.ToCheckpoint();
            var restored = CheckpointValues.FromCheckpoint(checkpoint);

            Assert.Equal(value, restored);
            Assert.Equal(value.GetHashCode(), restored.GetHashCode());
            // What equality does not see, as the order of entries, is in the bytes.
            Assert.Equal(Encoding.UTF8.GetString(checkpoint), Encoding.UTF8.GetString(restored.ToCheckpoint()));
        }

        Assert.Equal(13, types.Count);
    }

    [Theory]
    [InlineData("{\"a\":[1,2.5,\"x\",null,true]}")]
    [InlineData("1e+16")]
    [InlineData("123456789012345678901234567890")]
    public void ToCheckpoint_OfPlainValue_IsItsJson(string json)
    {
        Assert.Equal(json, Encoding.UTF8.GetString(JsonValues.Parse(json).ToCheckpoint()));
    }

    [Fact]
    public void FromCheckpoint_OfAnObjectThatLooksLikeATypedOne_IsTheObject()
    {
        var value = FlowValue.Of(("$type", FlowValue.Of("message")), ("fields", FlowValue.Of(("$type", NullValue.Instance))));

        Assert.Equal(value, CheckpointValues.FromCheckpoint(value.ToCheckpoint()));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-0.0)]
    [InlineData(1.0)]
    [InlineData(1e15)]
    public void FromCheckpoint_OfNumber_HasTheSameBits(double number)
    {
        var restored = Assert.IsType<NumberValue>(CheckpointValues.FromCheckpoint(FlowValue.Of(number).ToCheckpoint()));

        Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(restored.Value));
    }

    [Fact]
    public void FromCheckpoint_OfMessage_KeepsFractionsOfASecondAndFieldsWithReservedNames()
    {
        var message = new Message("hi")
        {
            Timestamp = new DateTimeOffset(2026, 8, 22, 10, 0, 0, 123, TimeSpan.FromHours(2)),
            Extra = FlowValue.Of(("id", FlowValue.Of(5)), ("data", FlowValue.Of("x")), ("text", FlowValue.Of("not the text"))),
        };

        var restored = Assert.IsType<Message>(CheckpointValues.FromCheckpoint(message.ToCheckpoint()));

        Assert.Equal(message.Timestamp, restored.Timestamp);
        Assert.Equal(message.Extra, restored.Extra);
        Assert.Equal("hi", restored.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"$type":"nothing"}""")]
    [InlineData("""{"$type":1}""")]
    [InlineData("""{"$type":"data"}""")]
    [InlineData("""{"$type":"data","fields":[],"text_key":"text","default":""}""")]
    [InlineData("""{"$type":"data","fields":{},"text_key":null,"default":""}""")]
    [InlineData("""{"$type":"dataframe","columns":["a"],"rows":[[1,2]],"text_key":"text","default":""}""")]
    [InlineData("""{"$type":"dataframe","columns":["a"],"rows":[{}],"text_key":"text","default":""}""")]
    [InlineData("""{"$type":"number","value":"many"}""")]
    [InlineData("""{"$type":"model","provider":"p","model":"m","url":null,"key":[]}""")]
    [InlineData("\"\\ud800\"")]
    public void FromCheckpoint_OfAnythingElse_IsRefused(string checkpoint)
    {
        Assert.Throws<InvalidValueException>(() => CheckpointValues.FromCheckpoint(Encoding.UTF8.GetBytes(checkpoint)));
    }
}
