using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq;

public sealed class JqFuzzTests
{
    private const long FewSteps = 20_000;

    private static readonly string[] _words =
    [
        ".", "..", ".a", ".b", "[", "]", "(", ")", "{", "}", "|", ",", ":", ";", "?", "//", "?//", "=", "|=", "+=", "//=", "==", "<", "+",
        "-", "*", "/", "%", "and", "or", "not", "if", "then", "elif", "else", "end", "try", "catch", "reduce", "foreach", "as", "$x",
        "$y", "def f:", "f", "label $x |", "break $x", "1", "0", "-1", "2.5", "null", "true", "\"a\"", "\"\\(", ")\"", "empty", "error",
        "map(", "select(", "path(", "range(", "limit(2;", "recurse", "keys", "length", "add", "test(", "gsub(", "split(", "@csv", "@base64d",
        "tojson", "fromjson", "sort", "group_by(", "del(", "to_entries", "from_entries", "with_entries(", "paths", "walk(", "first(", "$__loc__",
        "\"", "\\", "#", "😀", "implode", "splits(", "todate", "strptime(", "setpath(", "getpath(", "until(", "repeat(",
    ];

    private static readonly string[] _leaves =
    [
        ".", ".a", ".[0]", ".[]?", ".[-1:]", "1", "-2.5", "\"a😀\"", "null", "[]", "{}", "keys", "length", "add", "tojson", "paths", "..",
        "sort", "explode", "implode", "type", "error", "empty", "to_entries", "from_entries", "reverse", "flatten", "@csv", "@base64d", "infinite",
        "nan", "todate", "fromjson", "tostream", "unique", "min", "transpose", "tonumber", "ascii_downcase", "1e300", "\"(\"", "\"[^a]+\"",
    ];

    private static readonly string[] _shapes =
    [
        "(0) | (1)", "(0), (1)", "(0) + (1)", "(0) * (1)", "(0) / (1)", "(0) % (1)", "(0) < (1)", "(0) // (1)", "(0) and (1)",
        "if 0 then 1 else 2 end", "try (0) catch (1)", "[0]", "{a: (0), (1 | tostring): (2)}", "reduce (0) as $x (1; 2)",
        "foreach (0) as [$x] (1; 2; [$x])", "(0) as {a: $x} ?// $x | 1", "def f(g): 0; f(1)", "label $x | 0 | break $x", "(0) = (1)",
        "(0) |= (1)", "(0) += (1)", "(0)[1]", "(0)[1:2]", "(0)?", "\"x\\(0)y\"", "map(0)", "select(0)", "path(0)", "del(0)",
        "limit(3; 0)", "first(0)", "until(0; 1)", "[limit(5; repeat(0))]", "sort_by(0)", "group_by(0)", "test(0)", "gsub(0; 1)", "split(0)",
        "setpath([0]; 1)", "getpath([0])", "range(0; 1; 2)", "walk(0)", "with_entries(0)", "any(0; 1)", "strptime(0)", "splits(0)", "join(0)",
        "contains(0)", "indices(0)", "flatten(0)", "delpaths([[0]])", "recurse(0; 1)", "combinations", "ltrimstr(0)", "strftime(0)", "- (0)",
        "def f: (0) | f; 1", "def f: if 0 then 1 else 2 | f end; f", "has(0)", "scan(0)", "capture(0)", "fromstream(0)", "IN(0)", "bsearch(0)",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_RandomWords_FailsOnlyWithASentence(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            Try(string.Join(random.Next(4) == 0 ? "" : " ", Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pick(random, _words))));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Run_RandomFilters_FailsOnlyWithASentence(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1500; round++)
        {
            Try(Filter(random, random.Next(1, 5)));
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void Run_RandomRegularExpressions_FailsOnlyWithASentence(int seed)
    {
        string[] parts =
        [
            "a", "b", ".", "*", "+", "?", "{2}", "{1,3}", "{,2}", "(", ")", "(?:", "(?<n>", "(?=", "(?!", "(?<=", "(?>", "(?i)", "(?s:", "(?#", "[",
            "]", "[^", "-", "\\", "\\d", "\\W", "\\p{L}", "\\p{", "\\b", "\\1", "\\k<n>", "\\Q", "\\E", "\\x{1F600}", "😀", "^", "$", "|", "[:alpha:]",
            "&&", "\\h", "\\R", "\\K", "x", " ", "#", "++", "*?", "\\u0041", "\\0", "\\cA", "z-a", "\\",
        ];
        var random = new Random(seed);
        for (var round = 0; round < 1500; round++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Pick(random, parts)));
            var flags = Pick(random, ["", "g", "gi", "x", "p", "gn", "s", "l"]);
            Try($"[match({FlowValue.Of(pattern).ToJson()}; \"{flags}\")], gsub({FlowValue.Of(pattern).ToJson()}; \"-\")", FlowValue.Of("ab a😀b\nAB 12"));
        }
    }

    private static void Try(string filter) => Try(filter, JsonValues.Parse("""{"a":[1,{"b":"x"},null,[2.5,true]],"b":"text 1"}"""));

    private static void Try(string filter, FlowValue input)
    {
        try
        {
            foreach (var output in JqProgram.Parse(filter).Run(input, FewSteps, CancellationToken.None))
            {
                // Whatever comes out can be written and read again.
                _ = JsonValues.Parse(output.ToJson());
            }
        }
        catch (InvalidValueException failure)
        {
            Assert.NotEmpty(failure.Message);
        }
        catch (Exception failure)
        {
            Assert.Fail($"{filter}: {failure}");
        }
    }

    private static string Filter(Random random, int depth)
    {
        if (depth == 0)
        {
            return Pick(random, _leaves);
        }

        var shape = Pick(random, _shapes);
        foreach (var hole in (ReadOnlySpan<string>)["0", "1", "2"])
        {
            shape = shape.Replace(hole, $"\u0001{hole}", StringComparison.Ordinal);
        }

        foreach (var hole in (ReadOnlySpan<string>)["\u00010", "\u00011", "\u00012"])
        {
            while (shape.IndexOf(hole, StringComparison.Ordinal) is var at and >= 0)
            {
                shape = $"{shape[..at]}{Filter(random, depth - 1)}{shape[(at + hole.Length)..]}";
            }
        }

        return shape;
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
