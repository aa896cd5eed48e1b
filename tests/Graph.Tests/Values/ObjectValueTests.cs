using System.Globalization;

namespace SkillFlaw.Graph.Values;

public sealed class ObjectValueTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void Equals_OfOtherOrder_IsTrue(int count)
    {
        var forward = Numbered(Enumerable.Range(0, count));
        var backward = Numbered(Enumerable.Range(0, count).Reverse());

        Assert.Equal(forward, backward);
        Assert.Equal(forward.GetHashCode(), backward.GetHashCode());
        Assert.NotEqual(forward.ToJson(), backward.ToJson());
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"b":1}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1}""", """{"a":1.0}""")]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("{}", "[]")]
    public void Equals_OfOtherEntries_IsFalse(string one, string other)
    {
        Assert.NotEqual(JsonValues.Parse(one), JsonValues.Parse(other));
        Assert.NotEqual(JsonValues.Parse(other), JsonValues.Parse(one));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(100)]
    public void From_WithRepeatedKeys_KeepsThePlaceAndTakesTheLast(int count)
    {
        var keys = Enumerable.Range(0, count).Select(key => key.ToString(CultureInfo.InvariantCulture)).ToArray();

        var value = ObjectValue.From(keys.Concat(keys.Reverse()).Select((key, at) => KeyValuePair.Create(key, FlowValue.Of(at))));

        Assert.Equal(keys, value.Keys);
        Assert.Equal(FlowValue.Of((2 * count) - 1), value[keys[0]]);
        Assert.Equal(FlowValue.Of(count), value[keys[^1]]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(50)]
    public void Find_InAnObjectOfAnySize_FindsWhatIsThere(int count)
    {
        var value = Numbered(Enumerable.Range(0, count));

        Assert.All(value.Entries, entry => Assert.Equal(entry.Value, value.Find(entry.Key)));
        Assert.Null(value.Find("missing"));
        Assert.False(value.ContainsKey("missing"));
        Assert.Throws<KeyNotFoundException>(() => value["missing"]);
        Assert.Equal(count, value.Count);
    }

    [Fact]
    public void With_AnExistingKey_KeepsItsPlaceAndTheOriginal()
    {
        var value = Numbered([0, 1, 2]);

        Assert.Equal("""{"0":0,"1":"x","2":2}""", value.With("1", FlowValue.Of("x")).ToJson());
        Assert.Equal("""{"0":0,"1":1,"2":2,"3":3}""", value.With("3", FlowValue.Of(3)).ToJson());
        Assert.Equal("""{"0":0,"1":1,"2":2}""", value.ToJson());
    }

    [Fact]
    public void Without_AKey_LeavesTheOthers()
    {
        var value = Numbered([0, 1, 2]);

        Assert.Equal("""{"0":0,"2":2}""", value.Without("1").ToJson());
        Assert.Same(value, value.Without("missing"));
        Assert.Same(ObjectValue.Empty, Numbered([1]).Without("1"));
    }

    [Fact]
    public void ToValue_OfABuilderThatIsUsedFurther_DoesNotChange()
    {
        var builder = new ObjectBuilder().Set("a", FlowValue.Of(1));

        var value = builder.ToValue();
        builder.Set("a", FlowValue.Of(2)).Set("b", FlowValue.Of(3));

        Assert.Equal("""{"a":1}""", value.ToJson());
        Assert.Equal("""{"a":2,"b":3}""", builder.ToValue().ToJson());
        Assert.Equal(FlowValue.Of(2), builder.Find("a"));
        Assert.Null(builder.Find("c"));
        Assert.Equal(2, builder.Count);
    }

    private static ObjectValue Numbered(IEnumerable<int> numbers) => ObjectValue.From(
        numbers.Select(number => KeyValuePair.Create(number.ToString(CultureInfo.InvariantCulture), FlowValue.Of(number))));
}
