namespace SkillFlaw.Components.Jq;

/// <summary>Formats and JSON. Each case is a filter, its input, and its outputs; checked against jq where both have it.</summary>
public sealed class JqFormatTests
{
    [Theory]
    [InlineData(
        "@text, @json, @html, @uri, @sh, @base64", "\"<a href='x'>&\\\"é\\\"</a>\"", "\"<a href='x'>&\\\"é\\\"</a>\"",
        "\"\\\"<a href='x'>&\\\\\\\"é\\\\\\\"</a>\\\"\"", "\"&lt;a href=&apos;x&apos;&gt;&amp;&quot;é&quot;&lt;/a&gt;\"",
        "\"%3Ca%20href%3D%27x%27%3E%26%22%C3%A9%22%3C%2Fa%3E\"", "\"'<a href='\\\\''x'\\\\''>&\\\"é\\\"</a>'\"",
        "\"PGEgaHJlZj0neCc+JiLDqSI8L2E+\"")]
    [InlineData("@base64, (@base64 | @base64d)", "\"😀 text\"", "\"8J+YgCB0ZXh0\"", "\"😀 text\"")]
    [InlineData("@base64d", "\"YWJjZA\"", "\"abcd\"")]
    [InlineData(
        "@csv, @tsv, @sh", """["a\"b","c\td",1,2.5,true,null,"x,y"]""",
        "\"\\\"a\\\"\\\"b\\\",\\\"c\\td\\\",1,2.5,true,,\\\"x,y\\\"\"", "\"a\\\"b\\tc\\\\td\\t1\\t2.5\\ttrue\\t\\tx,y\"",
        "\"'a\\\"b' 'c\\td' 1 2.5 true null 'x,y'\"")]
    [InlineData(
        "@html \"<b>\\(.)</b>\", @uri \"?q=\\(.)&x\", @sh \"echo \\(.)\", @base64 \"[\\(.)]\", @csv \"\\([1, .])\"", "\"a&b c\"",
        "\"<b>a&amp;b c</b>\"", "\"?q=a%26b%20c&x\"", "\"echo 'a&b c'\"", "\"[YSZiIGM=]\"", "\"1,\\\"a&b c\\\"\"")]
    [InlineData(
        "@json \"v=\\(.)\", @text \"v=\\(.)\"", """["é",{"a":null}]""", "\"v=[\\\"é\\\",{\\\"a\\\":null}]\"",
        "\"v=[\\\"é\\\",{\\\"a\\\":null}]\"")]
    [InlineData("@uri", "\"-_.~!*'()/?é\"", "\"-_.~%21%2A%27%28%29%2F%3F%C3%A9\"")]
    [InlineData("@sh", """[1,"it's",false,null]""", "\"1 'it'\\\\''s' false null\"")]
    [InlineData("@tsv", """["a\tb","c\nd","e\\f","g\rh"]""", "\"a\\\\tb\\tc\\\\nd\\te\\\\\\\\f\\tg\\\\rh\"")]
    [InlineData("[.[] | @html]", """["<&>'\"",1,[1,"<"]]""", """["&lt;&amp;&gt;&apos;&quot;","1","[1,&quot;&lt;&quot;]"]""")]
    [InlineData(
        "[.[] | tojson]", "[1,1.5,1e3,0.00001,1e17,123456789012345678,-0.5]",
        """["1","1.5","1000.0","1e-05","1e+17","123456789012345678","-0.5"]""")]
    [InlineData(
        "[.[] | . * 1 | tojson]", "[1e15,1e16,1e17,123456789012,0.1,1e-5,1e-4,123.456,5e-324,1.7976931348623157e308]",
        """["1000000000000000","1e+16","1e+17","123456789012","0.1","1e-05","0.0001","123.456","5e-324","1.7976931348623157e+308"]""")]
    [InlineData(
        "tojson", "\"\\u007f\\u0001\\b\\f\\n\\r\\t\\\"\\\\/é\"",
        "\"\\\"\\\\u007f\\\\u0001\\\\b\\\\f\\\\n\\\\r\\\\t\\\\\\\"\\\\\\\\/é\\\"\"")]
    [InlineData("[nan, infinite, -infinite | tojson]", "null", """["null","1.7976931348623157e+308","-1.7976931348623157e+308"]""")]
    public void Run_Filter_GivesOutputs(string filter, string input, params string[] outputs) =>
        Assert.Equal(outputs, JqRunner.Run(filter, input));
}
