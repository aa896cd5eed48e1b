using System.Globalization;

namespace SkillFlaw.Graph.Values;

public sealed class DataFrameTests
{
    [Fact]
    public void FromRecords_OfDifferentKeys_HasAllInOrderOfFirstAppearance()
    {
        var frame = DataFrame.FromRecords([Fields("""{"b":1,"a":2}"""), Fields("""{"c":3,"b":4}"""), ObjectValue.Empty]);

        Assert.Equal(["b", "a", "c"], frame.Columns.ToArray());
        Assert.Equal(["[1,2,null]", "[4,null,3]", "[null,null,null]"], frame.Rows.Select(row => row.ToJson()));
    }

    [Fact]
    public void Record_OfARow_NamesItsCells()
    {
        var frame = DataFrame.FromRecords([Fields("""{"a":1}"""), Fields("""{"b":2}""")]);

        Assert.Equal("""{"a":null,"b":2}""", frame.Record(1).ToJson());
    }

    [Fact]
    public void Constructor_WithARowOfAnotherLength_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new DataFrame(["a"], [ListValue.Empty]));
    }

    [Fact]
    public void FromRecords_OfRecordsWithoutCommonKeys_IsRefusedBeforeItFillsTheMemory()
    {
        var records = Enumerable.Range(0, 3_163).Select(number =>
            FlowValue.Of((number.ToString(CultureInfo.InvariantCulture), NullValue.Instance)));

        Assert.Throws<InvalidValueException>(() => DataFrame.FromRecords(records));
    }

    [Fact]
    public void Equals_OfFrames_ComparesOrderOfRowsAndColumns()
    {
        var frame = DataFrame.FromRecords([Fields("""{"a":1,"b":2}"""), Fields("""{"a":3,"b":4}""")]);

        Assert.Equal(frame, DataFrame.FromRecords([Fields("""{"a":1,"b":2}"""), Fields("""{"b":4,"a":3}""")]));
        Assert.NotEqual(frame, DataFrame.FromRecords([Fields("""{"a":3,"b":4}"""), Fields("""{"a":1,"b":2}""")]));
        Assert.NotEqual(frame, DataFrame.FromRecords([Fields("""{"b":2,"a":1}"""), Fields("""{"b":4,"a":3}""")]));
        Assert.NotEqual(frame, frame with { TextKey = "a" });
    }

    private static ObjectValue Fields(string json) => (ObjectValue)JsonValues.Parse(json);
}
