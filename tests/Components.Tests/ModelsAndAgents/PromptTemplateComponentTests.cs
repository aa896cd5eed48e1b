using System.Collections.Immutable;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.ModelsAndAgents;

public sealed class PromptTemplateComponentTests
{
    [Fact]
    public async Task Prompt_Variables_AreFilledIn()
    {
        Assert.Equal("Hello Ann, you are 5 {x}", await TextAsync(Run("Hello {name}, you are {age} {{x}}").With("name", "Ann").With("age", 5)));
    }

    [Fact]
    public async Task Prompt_NoVariables_IsTheTemplate()
    {
        Assert.Equal("Hello\nthere", await TextAsync(Run("Hello\nthere")));
        Assert.Equal("", await TextAsync(new ComponentRun("Prompt")));
    }

    [Fact]
    public async Task Prompt_MessagesAndRecords_AreTheirTexts()
    {
        var data = new Data(FlowValue.Of(("body", FlowValue.Of("d")), ("text", FlowValue.Of("no")))) { TextKey = "body" };
        var empty = new Data(ObjectValue.Empty) { DefaultValue = "default" };
        var list = FlowValue.Of([new Message("a"), data]);
        var run = Run("{m} {d} {e} {l}").With("m", new Message("hi")).With("d", data).With("e", empty).With("l", list);

        Assert.Equal("hi d default ['a', 'd']", await TextAsync(run));
    }

    [Fact]
    public async Task Prompt_EmptyVariable_IsEmpty()
    {
        Assert.Equal("<>", await TextAsync(Run("<{a}>").With("a", "")));
    }

    [Fact]
    public async Task Prompt_VariableWithoutValue_Fails()
    {
        Assert.Equal("The variable 'name' of the template has no value.", await Run("Hello {name}").FailureAsync("prompt"));
    }

    [Fact]
    public async Task Prompt_UnbalancedBrace_Fails()
    {
        Assert.NotEmpty(await Run("Hello {name").With("name", "Ann").FailureAsync("prompt"));
    }

    [Fact]
    public async Task Prompt_VariableThatLooksLikeATemplate_IsNotFilledAgain()
    {
        Assert.Equal("{b}", await TextAsync(Run("{a}").With("a", "{b}").With("b", "no")));
    }

    [Fact]
    public async Task Prompt_ToolPlaceholderAndMode_DoNotChangeTheText()
    {
        Assert.Equal("x", await TextAsync(Run("x").With("tool_placeholder", "t").With("mode", "{variable}")));
    }

    [Fact]
    public async Task Prompt_VariableCalledMode_IsFilledIn()
    {
        Assert.Equal("fast", await TextAsync(Run("{mode}").With("mode", "fast")));
    }

    [Fact]
    public async Task Prompt_DoubleBrackets_FillsThemAndLeavesMissingOnesEmpty()
    {
        var run = Run("{a} {{a}} [{{missing}}]").With("use_double_brackets", true).With("a", "x");

        Assert.Equal("{a} x []", await TextAsync(run));
    }

    [Theory]
    [InlineData("{{{a}}}")]
    [InlineData("{{#a}}x{{/a}}")]
    [InlineData("{{> a}}")]
    public async Task Prompt_ComplexMustache_Fails(string template)
    {
        Assert.Equal(
            "Complex mustache syntax is not allowed. Only simple variable substitution like {{variable}} is permitted.",
            await Run(template).With("use_double_brackets", true).With("a", "x").FailureAsync("prompt"));
    }

    [Fact]
    public async Task Prompt_ImagesOfMessages_ComeAlong()
    {
        var first = new Message("hi") { Files = ["f/a.png", "f/b.txt"] };
        var second = new Message("") { Files = ["f/c.JPG"] };
        var run = Run("{one}").With("one", first).With("two", second);

        var message = await run.OutputAsync<Message>("prompt", "build_prompt");

        Assert.Equal(new ChatPrompt("hi", ["f/a.png", "f/c.JPG"]), message.Prompt);
        Assert.Empty(message.Files);
        Assert.Null(message.Sender);
    }

    [Fact]
    public async Task Prompt_WithoutImages_IsItsTextAlone()
    {
        Assert.Equal(new ChatPrompt("x", ImmutableArray<string>.Empty), (await Run("x").OutputAsync<Message>("prompt")).Prompt);
    }

    [Theory]
    [InlineData("Prompt Template")]
    [InlineData("PromptComponent")]
    public async Task Alias_Type_IsTheSame(string type)
    {
        Assert.Equal("x", await TextAsync(new ComponentRun(type).With("template", "x")));
    }

    private static ComponentRun Run(string template) => new ComponentRun("Prompt").With("template", template);

    private static async Task<string> TextAsync(ComponentRun run) => (await run.OutputAsync<Message>("prompt", "build_prompt")).Text;
}
