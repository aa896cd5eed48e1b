using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Templates;

public sealed class PromptVariablesTests
{
    [Theory]
    [InlineData("Hello {name}, {question} {name}", false, "name", "question")]
    [InlineData("{{name}} {other!r:>5}", false, "other")]
    [InlineData("{a_1} {été} {-}", false, "a_1", "été", "-")]
    [InlineData("no variables", false)]
    [InlineData("Hello {{name}} {other}", true, "name")]
    public void Extract_Template_GivesNames(string template, bool doubleBrackets, params string[] names) =>
        Assert.Equal(names, PromptVariables.Extract(template, doubleBrackets));

    [Theory]
    [InlineData("{a b}", "a b")]
    [InlineData("{a,b}", "a,b")]
    [InlineData("{ a}", " a")]
    [InlineData("{a[b]}", "a[b]")]
    [InlineData("{a;b}", "a;b")]
    [InlineData("{a?}", "a?")]
    [InlineData("{a/b}", "a/b")]
    [InlineData("{a\\b}", "a\\b")]
    [InlineData("{a(b)}", "a(b)")]
    [InlineData("{٣a}", "٣a")]
    public void Extract_NameThatIsNone_IsRefused(string template, string name) => Assert.Equal(
        $"'{name}' cannot be the name of a variable.",
        Assert.Throws<InvalidValueException>(() => PromptVariables.Extract(template, doubleBrackets: false)).Message);

    [Theory]
    [InlineData("{1a}")]
    [InlineData("{}")]
    [InlineData("{a.b}")]
    [InlineData("{a")]
    public void Extract_NoTemplate_IsRefused(string template) =>
        Assert.Throws<InvalidValueException>(() => PromptVariables.Extract(template, doubleBrackets: false));

    [Theory]
    [InlineData("code")]
    [InlineData("input_variables")]
    [InlineData("output_parser")]
    [InlineData("partial_variables")]
    [InlineData("template")]
    [InlineData("template_format")]
    [InlineData("validate_template")]
    public void Extract_ReservedName_IsRefused(string name)
    {
        var message = $"The variable '{name}' has a name that the node needs for itself. Choose another one.";

        Assert.Equal(message, Assert.Throws<InvalidValueException>(() => PromptVariables.Extract($"{{{name}}}", false)).Message);
        Assert.Equal(message, Assert.Throws<InvalidValueException>(() => PromptVariables.Extract($"{{{{{name}}}}}", true)).Message);
    }
}
