namespace SkillFlaw.Graph.Wire;

/// <summary>How long a vertex took, for people (semantics section 4.7); as Python rounds.</summary>
public sealed class DurationTests
{
    [Theory]
    [InlineData(0, "0.0", "0 ms")]
    [InlineData(0.0005, "0.0005", "0 ms")]
    [InlineData(0.0153, "0.0153", "15 ms")]
    [InlineData(0.0155, "0.0155", "16 ms")]
    [InlineData(0.999, "0.999", "999 ms")]
    [InlineData(0.9996, "0.9996", "1000 ms")]
    [InlineData(1, "1.0", "1.0 second")]
    [InlineData(1.002, "1.002", "1.0 second")]
    [InlineData(1.204, "1.204", "1.2 seconds")]
    [InlineData(1.23, "1.23", "1.23 seconds")]
    [InlineData(59.99, "59.99", "59.99 seconds")]
    [InlineData(60, "60.0", "1 minute, 0.0 seconds")]
    [InlineData(61, "61.0", "1 minute, 1.0 second")]
    [InlineData(62.5, "62.5", "1 minute, 2.5 seconds")]
    [InlineData(120.25, "120.25", "2 minutes, 0.25 seconds")]
    [InlineData(7322, "7322.0", "122 minutes, 2.0 seconds")]
    public void WriteData_OfADuration_SaysItInSecondsAndInWords(double seconds, string number, string words)
    {
        var data = WireTexts.Data(WireTexts.Built("Any") with { Duration = TimeSpan.FromSeconds(seconds) });

        Assert.Equal(number, data.GetProperty("timedelta").GetRawText());
        Assert.Equal(words, data.GetProperty("duration").GetString());
    }
}
