namespace SkillFlaw.Components.Jq;

/// <summary>Regular expressions. Each case is a filter, its input, and its outputs; checked against jq where both have it.</summary>
public sealed class JqRegexTests
{
    [Theory]
    [InlineData(
        """test("b"), test("^b"), test("B"), test("B"; "i"), test(["B", "i"])""", "\"abc\"", "true", "false", "false", "true",
        "true")]
    [InlineData("""match("b+")""", "\"abbc\"", """{"offset":1,"length":2,"string":"bb","captures":[]}""")]
    [InlineData("""[match("a"; "g") | .offset]""", "\"banana\"", "[1,3,5]")]
    [InlineData(
        """match("(?<y>\\d+)-(\\d+)?")""", "\"on 2024-\"",
        """{"offset":3,"length":5,"string":"2024-","captures":[{"offset":3,"length":4,"string":"2024","name":"y"},{"offset":-1,"length":0,"string":null,"name":null}]}""")]
    [InlineData(
        """[match("(a)(?<x>b)?"; "g")]""", "\"aab\"",
        """[{"offset":0,"length":1,"string":"a","captures":[{"offset":0,"length":1,"string":"a","name":null},{"offset":-1,"length":0,"string":null,"name":"x"}]},{"offset":1,"length":2,"string":"ab","captures":[{"offset":1,"length":1,"string":"a","name":null},{"offset":2,"length":1,"string":"b","name":"x"}]}]""")]
    [InlineData("""[match("."; "g") | .string]""", "\"aé😀\"", """["a","é","😀"]""")]
    [InlineData("""[match("😀"; "g") | .offset, .length]""", "\"a😀b😀\"", "[1,1,3,1]")]
    [InlineData(
        """capture("(?<y>\\d+)-(?<m>\\d+)"), capture("(?<a>x)?(?<b>y)")""", "\"2024-07 y\"", """{"y":"2024","m":"07"}""",
        """{"a":null,"b":"y"}""")]
    [InlineData("""[capture("(?<c>[a-c])"; "g")]""", "\"abz\"", """[{"c":"a"},{"c":"b"}]""")]
    [InlineData(
        """[scan("\\d+")], [scan("([a-z])(\\d)")], [scan("B"; "i")]""", "\"a1 b22\"", """["1","22"]""",
        """[["a","1"],["b","2"]]""", """["b"]""")]
    [InlineData(
        """sub("a"; "x"), gsub("a"; "x"), sub("z"; "x"), gsub("A"; "x"; "i")""", "\"banana\"", "\"bxnana\"", "\"bxnxnx\"",
        "\"banana\"", "\"bxnxnx\"")]
    [InlineData("""gsub("(?<d>\\d)"; "<\(.d)>"), gsub("(?<w>\\w+)"; .w | ascii_upcase)""", "\"a1 b2\"", "\"a<1> b<2>\"", "\"A1 B2\"")]
    [InlineData("""gsub("(?<a>a)|(?<b>b)"; "\(.a // "-")\(.b // "+")")""", "\"abc\"", "\"a+-bc\"")]
    [InlineData(
        """[sub("(?<c>.)"; "\(.c)1", "\(.c)2")], [gsub("x"; "1", "2")]""", "\"axbx\"", """["a1xbx","a2xbx"]""",
        """["a1b1","a2b2"]""")]
    [InlineData(
        """gsub(""; "-"), gsub("^"; ">"), gsub("$"; "<"), gsub("\\s+"; " ")""", "\"a  b\"", "\"-a- - -b-\"", "\">a  b\"",
        "\"a  b<\"", "\"a b\"")]
    [InlineData(
        """gsub("[aeiou]"; ""), gsub("\\."; "\\"), gsub("[^a-z]"; "")""", "\"hello. x\"", "\"hll. x\"", "\"hello\\\\ x\"",
        "\"hellox\"")]
    [InlineData(
        """split("a+"; null), split("B"; "i"), split(", *"; "g")""", "\"xaayb, z\"", """["x","yb, z"]""", """["xaay",", z"]""",
        """["xaayb","z"]""")]
    [InlineData("""[splits("")]""", "\"ab\"", """["","a","b",""]""")]
    [InlineData("""test("a.c"; "x"), test("a b c"; "x"), test("abc # comment"; "x")""", "\"abc\"", "true", "true", "true")]
    [InlineData(
        """test("a.b"), test("a.b"; "p"), test("a.b"; "s"), test("(?s)a.b"), test("^b"), test("(?m)^b")""", "\"a\\nb\"", "false",
        "true", "false", "true", "false", "true")]
    [InlineData("""test("b$"), test("b\\Z"), test("b\\z")""", "\"b\\n\"", "true", "true", "false")]
    [InlineData("""[match(""; "g").offset], [match(""; "gn").offset]""", "\"ab\"", "[0,1,2]", "[]")]
    [InlineData("""[match("(?i)B|(c)"; "g") | .captures | length], test("(?i:B)c")""", "\"abc\"", "[1,1]", "true")]
    [InlineData(
        """test("\\p{L}+"), [match("[[:alpha:]]+"; "g").string], [match("[[:digit:]]"; "g").string], test("[[:^alpha:]]")""",
        "\"abc é1\"", "true", """["abc","é"]""", """["1"]""", "true")]
    [InlineData(
        """[match("a++b|c*+d").string], [match("x(?=y)").offset], [match("(?<!a)b").offset]""", "\"aab xy b\"", """["aab"]""",
        "[4]", "[7]")]
    [InlineData(
        """[match("(fo+)\\s\\1").string], [match("(?<w>o+) \\k<w>").string]""", "\"foo foo oo oo\"", """["foo foo"]""",
        """["oo oo"]""")]
    [InlineData(
        """[match("\\x{e9}|\\x41|\\u0042"; "g").string], test("\\Qa.c\\E"), test("[\\]\\-a]")""", "\"éAB a.c\"",
        """["é","A","B"]""", "true", "true")]
    [InlineData("""[match("\\bfoo\\b"; "g").offset], [match("\\Bo"; "g").offset]""", "\"foo food\"", "[0]", "[1,2,5,6]")]
    [InlineData(
        """test("^[\\w.+-]+@[\\w-]+\\.[\\w.]+$"), capture("(?<user>.+)@(?<host>.+)")""", "\"ada@example.org\"", "true",
        """{"user":"ada","host":"example.org"}""")]
    [InlineData(
        """[match("[😀-😂x]"; "g").string], [match("[^😀]"; "g").string], gsub("\\W"; "_"), gsub("\\S"; ".")""", "\"😁x😀y\"",
        """["😁","x","😀"]""", """["😁","x","y"]""", "\"_x_y\"", "\"....\"")]
    public void Run_Filter_GivesOutputs(string filter, string input, params string[] outputs) =>
        Assert.Equal(outputs, JqRunner.Run(filter, input));
}
