using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Templates;

public sealed class MustacheTemplateTests
{
    private const string TooComplex =
        "Complex mustache syntax is not allowed. Only simple variable substitution like {{variable}} is permitted.";

    [Theory]
    [InlineData("Hello {{name}}!", "Hello Ada!")]
    [InlineData("{{name}}{{n}}{{_x1}}", "Ada42under")]
    [InlineData("{{missing}}|{{none}}|", "||")]
    [InlineData("{{list}} {{yes}}", "[1, 'a'] True")]
    [InlineData("", "")]
    [InlineData("{name} { {name} } } {", "{name} { {name} } } {")]
    [InlineData("{{name", "{{name")]
    [InlineData("name}} {{name}}", "name}} Ada")]
    [InlineData("{{a}b}} {{name}}", "{{a}b}} Ada")]
    [InlineData("{{name}}}", "Ada}")]
    [InlineData("{\"k\": \"{{name}}\"}", "{\"k\": \"Ada\"}")]
    [InlineData("{{tag}}", "{{name}}")]
    public void Render_Template_FillsInSimpleNames(string template, string text)
    {
        var values = (ObjectValue)JsonValues.Parse(
            """{"name": "Ada", "n": 42, "_x1": "under", "none": null, "list": [1, "a"], "yes": true, "tag": "{{name}}"}""");

        Assert.Equal(text, MustacheTemplate.Parse(template).Render(values.Find));
    }

    [Theory]
    [InlineData("{{{name}}}")]
    [InlineData("{{#each}}x{{/each}}")]
    [InlineData("{{/name}}")]
    [InlineData("{{^name}}")]
    [InlineData("{{&name}}")]
    [InlineData("{{>part}}")]
    [InlineData("{{!note}}")]
    [InlineData("{{.}}")]
    [InlineData("fine {{name}} but {{#")]
    [InlineData("{{ name }} is wrong too, but this comes first: {{!}}")]
    public void Parse_MoreThanVariables_IsRefused(string template) =>
        Assert.Equal(TooComplex, Assert.Throws<InvalidValueException>(() => MustacheTemplate.Parse(template)).Message);

    [Theory]
    [InlineData("{{ name }}", "{{ name }}")]
    [InlineData("{{}}", "{{}}")]
    [InlineData("{{1st}}", "{{1st}}")]
    [InlineData("{{user.name}}", "{{user.name}}")]
    [InlineData("{{a-b}}", "{{a-b}}")]
    [InlineData("{{naïve}}", "{{naïve}}")]
    [InlineData("x {{ {{name}} y", "{{ {{name}}")]
    public void Parse_TagThatIsNoName_IsRefused(string template, string tag) => Assert.Equal(
        $"Invalid mustache variable: {tag}. Only simple variable names like {{{{variable}}}} are allowed.",
        Assert.Throws<InvalidValueException>(() => MustacheTemplate.Parse(template)).Message);

    [Fact]
    public void Names_Repeated_AreGivenOnceInOrder() =>
        Assert.Equal(["b", "a"], MustacheTemplate.Parse("{{b}} {{a}} {{b}} {c}").Names);

    [Fact]
    public void Parse_ManyBracesThatNothingCloses_IsQuick() =>
        Assert.Empty(MustacheTemplate.Parse(string.Concat(Enumerable.Repeat("{{a", 300_000)) + "}").Names);
}
