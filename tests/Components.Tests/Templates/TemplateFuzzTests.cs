using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Templates;

public sealed class TemplateFuzzTests
{
    private static readonly string[] _parts =
    [
        "{", "}", "{{", "}}", "{a}", "{b", "[", "]", "[0]", "[k]", "!", "!r", "!s", "!a", ":", ":>5", ":{w}", "{w}", ".", ".2", "f", "d", "x", "c", "e",
        "%", ",", "_", "#", "+", " ", "0", "z", "<", "^", "=", "é", "😀", "text", "1000", "99999999999", "{{{", "#", "/", "&", "{a:", "{c!r:", "\\", "\"", "\n",
    ];

    private static readonly string[] _values =
    [
        "\"x\"", "\"héllo 😀\"", "\"\"", "null", "true", "0", "5", "-17", "123456789012345678901234567890", "0.5", "-0.0", "1e300", "1e-300", "[1,[2]]",
        "{\"k\":\"v\"}", "[]", "65", "1114112", "5e-324",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Render_RandomTemplates_FailsOnlyWithASentence(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 10_000; round++)
        {
            var template = string.Concat(Enumerable.Range(0, random.Next(1, 10)).Select(_ => _parts[random.Next(_parts.Length)]));
            FlowValue Lookup(string name) => name == "w" ? FlowValue.Of(random.Next(20)) : JsonValues.Parse(_values[random.Next(_values.Length)]);

            Try(template, () => FormatTemplate.Parse(template).Render(Lookup));
            Try(template, () => MustacheTemplate.Parse(template).Render(Lookup));
            Try(template, () => PromptVariables.Extract(template, round % 2 == 0));
        }
    }

    private static void Try(string template, Func<object> work)
    {
        try
        {
            Assert.NotNull(work());
        }
        catch (InvalidValueException failure)
        {
            Assert.NotEmpty(failure.Message);
        }
        catch (Exception failure)
        {
            Assert.Fail($"{template}: {failure}");
        }
    }
}
