namespace SkillFlaw.Components.Jq;

/// <summary>Dates. Each case is a filter, its input, and its outputs; checked against jq where both have it.</summary>
public sealed class JqDateTests
{
    [Theory]
    [InlineData(
        "todate, gmtime, (gmtime | mktime), (gmtime | todate)", "1425599621", "\"2015-03-05T23:53:41Z\"",
        "[2015,2,5,23,53,41,4,63]", "1425599621", "\"2015-03-05T23:53:41Z\"")]
    [InlineData(
        """fromdate, fromdateiso8601, (strptime("%Y-%m-%dT%H:%M:%SZ") | ., mktime)""", "\"2015-03-05T23:51:47Z\"", "1425599507",
        "1425599507", "[2015,2,5,23,51,47,4,63]", "1425599507")]
    [InlineData("todate", "1425599621.678", "\"2015-03-05T23:53:41Z\"")]
    [InlineData(
        """strftime("%A %a %B %b %d %e %H %I %j %m %M %p %S %s %u %w %y %Y %Z %z %% %C %D %F %T %R %h")""", "1000000000",
        "\"Sunday Sun September Sep 09  9 01 01 252 09 46 AM 40 1000000000 7 0 01 2001 UTC +0000 % 20 09/09/01 2001-09-09 01:46:40 01:46 Sep\"")]
    [InlineData(
        """[.[] | strftime("%U %V %W %G %g %j")]""", "[1704067200,1483228800,1230768000,1609459200,1640995200,946684800]",
        """["00 01 01 2024 24 001","01 52 00 2016 16 001","00 01 00 2009 09 001","00 53 00 2020 20 001","00 52 00 2021 21 001","00 52 00 1999 99 001"]""")]
    [InlineData("""strptime("%d %b %Y") | mktime""", "\"05 Mar 2015\"", "1425513600")]
    [InlineData("""strptime("%A, %B %d, %Y")""", "\"Thursday, March 05, 2015\"", "[2015,2,5,0,0,0,4,63]")]
    [InlineData("""strptime("%Y-%m-%d %H:%M:%S %z") | mktime""", "\"2015-03-05 23:51:47 +0100\"", "1425599507")]
    [InlineData(
        """mktime, todate, strftime("%H:%M")""", "[2024,1,29,12,30,5.5,0,0]", "1709209805", "\"2024-02-29T12:30:05Z\"",
        "\"12:30\"")]
    [InlineData("mktime", "[2024,13,40,25,61,5,0,0]", "1741831265")]
    [InlineData("""strptime("%d/%m/%y %I:%M %p") | todate""", "\"31/12/99 11:59 PM\"", "\"1999-12-31T23:59:00Z\"")]
    [InlineData("""strftime("%c|%x|%X|%r|%n%t|")""", "0", "\"Thu Jan  1 00:00:00 1970|01/01/70|00:00:00|12:00:00 AM|\\n\\t|\"")]
    public void Run_Filter_GivesOutputs(string filter, string input, params string[] outputs) =>
        Assert.Equal(outputs, JqRunner.Run(filter, input));
}
