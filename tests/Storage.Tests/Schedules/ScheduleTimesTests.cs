using System.Globalization;

namespace SkillFlaw.Storage.Schedules;

public sealed class ScheduleTimesTests
{
    [Theory]
    [InlineData("* * * * *")]
    [InlineData("*/5 8-18 * * MON-FRI")]
    [InlineData("0 0 29 2 *")]
    [InlineData("*/10 * * * * *")]
    [InlineData(" 0  0\t1 * * ")]
    [InlineData("0 0 L * *")]
    public void RefuseCron_OfExpression_IsNull(string cron) => Assert.Null(ScheduleTimes.RefuseCron(cron));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("x * * * *")]
    [InlineData("H * * * *")]
    [InlineData("@daily")]
    [InlineData("0 0 30 2 *")]
    [InlineData("*/0 * * * *")]
    public void RefuseCron_OfWhatIsNone_SaysWhy(string cron) => Assert.False(string.IsNullOrWhiteSpace(ScheduleTimes.RefuseCron(cron)));

    [Theory]
    [InlineData("UTC", true)]
    [InlineData("Europe/Berlin", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("Etc/GMT+5", true)]
    [InlineData("Europe/Nowhere", false)]
    [InlineData("Europe", false)]
    [InlineData("", false)]
    [InlineData("/dev/zero", false)]
    [InlineData("../zoneinfo/Europe/Berlin", false)]
    [InlineData("Europe/../Europe/Berlin", false)]
    [InlineData("Europe/Berlin\n", false)]
    [InlineData("localtime", false)]
    [InlineData("posix/Europe/Berlin", false)]
    [InlineData("right/Europe/Berlin", false)]
    public void IsTimeZone_OfName_TellsWhetherThereIsOne(string name, bool isOne) => Assert.Equal(isOne, ScheduleTimes.IsTimeZone(name));

    // On 29 March 2026 the clocks go from 2:00 to 3:00 (1:00 UTC), and on 25 October from 3:00 back to 2:00 (1:00 UTC).
    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T12:00", "2026-03-29T01:00", "2026-03-30T00:30")]
    [InlineData("0 3 * * *", "2026-03-28T12:00", "2026-03-29T01:00", "2026-03-30T01:00")]
    [InlineData("*/30 * * * *", "2026-03-29T00:15", "2026-03-29T00:30", "2026-03-29T01:00", "2026-03-29T01:30")]
    [InlineData("30 2 * * *", "2026-10-24T12:00", "2026-10-25T00:30", "2026-10-26T01:30")]
    [InlineData("30 * * * *", "2026-10-24T23:45", "2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30")]
    [InlineData("0 0 * * *", "2026-10-24T12:00", "2026-10-24T22:00", "2026-10-25T23:00")]
    public void Next_AroundChangesOfTheClocks_IsAsInCron(string cron, string after, params string[] expected)
    {
        var times = new ScheduleTimes(cron, "Europe/Berlin");
        var (from, found) = (Utc(after), new List<DateTimeOffset>());
        foreach (var _ in expected)
        {
            found.Add(times.Next(found.LastOrDefault(from))!.Value);
        }

        Assert.Equal(expected.Select(Utc), found);
        Assert.All(found, time => Assert.Equal(TimeSpan.Zero, time.Offset));
        Assert.Equal(found, times.Last(from, found[^1], 10));
        Assert.Equal(found[^2..], times.Last(from, found[^1], 2));
        Assert.All(found, time => Assert.Equal([time], times.Last(time, time, 1)));
    }

    [Fact]
    public void Last_OfMany_LooksOnlyAtTheLast()
    {
        var times = new ScheduleTimes("* * * * * *", "UTC");
        var (from, to) = (DateTimeOffset.UnixEpoch, Utc("2026-01-01T00:00"));

        Assert.Equal([to.AddSeconds(-1), to], times.Last(from, to, 2));
        Assert.Equal([Utc("2025-06-01T00:00")], new ScheduleTimes("0 0 1 6 *", "UTC").Last(from, to, 1));
        Assert.Empty(new ScheduleTimes("0 0 1 6 *", "UTC").Last(Utc("2025-07-01T00:00"), to, 1));
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", CultureInfo.InvariantCulture);
}
