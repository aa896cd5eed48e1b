namespace SkillFlaw.Components.Jq;

/// <summary>Functions for texts. Each case is a filter, its input, and its outputs; checked against jq where both have it.</summary>
public sealed class JqTextTests
{
    [Theory]
    [InlineData("\"\\(1 + 2) is \\(\"x\" * 2) \\(\"nested \\(\"deep\")\")\"", "null", "\"3 is xx nested deep\"")]
    [InlineData("\"\\(1,2) \\(3,4)\"", "null", "\"1 3\"", "\"2 3\"", "\"1 4\"", "\"2 4\"")]
    [InlineData("\"a\\tb\\n\\\"\\\\\\/\\u00e9\\ud83d\\ude00\"", "null", "\"a\\tb\\n\\\"\\\\/é😀\"")]
    [InlineData("\"\\(.)\"", """{"a":[1,"x",null]}""", "\"{\\\"a\\\":[1,\\\"x\\\",null]}\"")]
    [InlineData(
        "tostring, tojson, (tojson | fromjson)", """{"a":[1,"x",null,true]}""", "\"{\\\"a\\\":[1,\\\"x\\\",null,true]}\"",
        "\"{\\\"a\\\":[1,\\\"x\\\",null,true]}\"", """{"a":[1,"x",null,true]}""")]
    [InlineData(
        "[.[] | tostring], [.[] | tojson]", """[1,"1",[1],{"a":"b\"c"},null,2.5]""",
        """["1","1","[1]","{\"a\":\"b\\\"c\"}","null","2.5"]""", """["1","\"1\"","[1]","{\"a\":\"b\\\"c\"}","null","2.5"]""")]
    [InlineData("[.[] | tonumber]", """["1"," 7","1 ","-5","0.5","1.5e3",12]""", "[1,7,1,-5,0.5,1500.0,12]")]
    [InlineData("length, utf8bytelength, explode, (explode | implode)", "\"aé😀\"", "3", "7", "[97,233,128512]", "\"aé😀\"")]
    [InlineData("ascii_downcase, ascii_upcase", "\"Aé-Bß\"", "\"aé-bß\"", "\"Aé-Bß\"")]
    [InlineData(
        """startswith("he"), startswith("lo"), endswith("lo"), endswith("he"), startswith("")""", "\"hello\"", "true", "false",
        "true", "false", "true")]
    [InlineData(
        """ltrimstr("he"), rtrimstr("lo"), ltrimstr("x"), rtrimstr(1), trimstr("h")""", "\"hello\"", "\"llo\"", "\"hel\"",
        "\"hello\"", "\"hello\"", "\"ello\"")]
    [InlineData("trim, ltrim, rtrim", "\" \\t a b \\n\"", "\"a b\"", "\"a b \\n\"", "\" \\t a b\"")]
    [InlineData(
        """split(", "), split(""), split("x")""", "\"a, b, c\"", """["a","b","c"]""", """["a",","," ","b",","," ","c"]""",
        """["a, b, c"]""")]
    [InlineData(
        """join(","), join(""), ([] | join("-"))""", """["a",1,null,true,2.5]""", "\"a,1,,true,2.5\"", "\"a1true2.5\"", "\"\"")]
    [InlineData(
        """indices(", "), index(","), rindex(","), indices("z"), indices("")""", "\"a,b, cd, efg\"", "[3,7]", "1", "7", "[]", "[]")]
    [InlineData("""indices("aa"), index("é"), .[index("b"):]""", "\"aaaéb\"", "[0,1]", "3", "\"b\"")]
    [InlineData("""contains("bc"), inside("abcd"), test("B"; "i")""", "\"abc\"", "true", "true", "true")]
    [InlineData(""".[2:4], .[:-1], (. / "b"), . * 2""", "\"abcb\"", "\"cb\"", "\"abc\"", """["a","c",""]""", "\"abcbabcb\"")]
    [InlineData("[.[] | ascii], ([72,105] | implode)", "[65,97]", """["A","a"]""", "\"Hi\"")]
    [InlineData("[.[] | length], map(ascii_downcase) | unique", """["B","a","b"]""", "[1]", """["a","b"]""")]
    [InlineData("""[splits(", *")], [splits("b"; "i")]""", "\"a, b,B\"", """["a","b","B"]""", """["a, ",",",""]""")]
    [InlineData("fromjson", "\"{\\\"a\\\":[1,2.5,\\\"x\\\"]}\"", """{"a":[1,2.5,"x"]}""")]
    [InlineData("""[.[] | try fromjson catch "bad"]""", """["1","x","[1","nul","\"s\""]""", """[1,"bad","bad","bad","s"]""")]
    [InlineData("@text \"v: \\(.)\", @json \"v: \\(.)\"", """["é"]""", "\"v: [\\\"é\\\"]\"", "\"v: [\\\"é\\\"]\"")]
    [InlineData("""to_entries | map("\(.key)=\(.value)") | join("&")""", """{"a":1,"b":"x"}""", "\"a=1&b=x\"")]
    [InlineData("""split(" ") | map(select(length > 0)) | join("_")""", "\" a  b \"", "\"a_b\"")]
    [InlineData("ltrimstr(1), rtrimstr(null)", "5", "5", "5")]
    [InlineData("\"x\" as $x | \"\\($x)\\($x | length)\"", "null", "\"x1\"")]
    public void Run_Filter_GivesOutputs(string filter, string input, params string[] outputs) =>
        Assert.Equal(outputs, JqRunner.Run(filter, input));
}
