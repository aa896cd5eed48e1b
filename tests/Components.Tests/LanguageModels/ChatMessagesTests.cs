using System.Text.Json.Nodes;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

public sealed class ChatMessagesTests : ModelTest
{
    private IEnumerable<(string Role, string Text)> Sent => OpenAI.Requests[^1].Messages.Select(message => (message.Role, message.Text));

    [Fact]
    public async Task Messages_OfSystemAndInput_AreBoth()
    {
        await AskAsync(OpenAIModel().With("system_message", "Be brief."));

        Assert.Equal([("system", "Be brief."), ("user", "hello")], Sent);
    }

    [Fact]
    public async Task Messages_WithEmptySystem_AreTheInput()
    {
        await AskAsync(OpenAIModel().With("system_message", ""));

        Assert.Equal([("user", "hello")], Sent);
    }

    [Fact]
    public async Task Messages_WithEmptyInput_AreTheSystem()
    {
        await AskAsync(OpenAIModel().With("input_value", "").With("system_message", "Tell a story."));

        Assert.Equal([("system", "Tell a story.")], Sent);
    }

    [Fact]
    public async Task Messages_OfNothing_Fail()
    {
        const string Reason = "The message you want to send to the model is empty.";
        Assert.Equal(Reason, await FailAsync(OpenAIModel().With("input_value", "")));
        Assert.Equal(Reason, await FailAsync(OpenAIModel().With("input_value", new Message { Sender = Message.Machine })));
        Assert.Equal(Reason, await FailAsync(OpenAIModel().With("input_value", new Message { Files = ["f/notes.txt"] })));
        Assert.Equal(Reason, await FailAsync(OpenAIModel().With("input_value", new Message("not this") { Prompt = new ChatPrompt("", []) })));
        Assert.Equal(0, OpenAI.RequestCount);
    }

    [Theory]
    [InlineData(Message.Machine, "assistant")]
    [InlineData("Somebody", "assistant")]
    [InlineData(Message.User, "user")]
    [InlineData("", "user")]
    [InlineData(null, "user")]
    public async Task Messages_OfInputWithSender_HaveItsRole(string? sender, string role)
    {
        await AskAsync(OpenAIModel().With("input_value", new Message("hi") { Sender = sender }));

        Assert.Equal([(role, "hi")], Sent);
    }

    [Fact]
    public async Task Messages_OfPrompt_AreItsTextAndImages()
    {
        Host.Files["f/a.png"] = [1, 2, 3];
        var input = new Message("rendered") { Prompt = new ChatPrompt("See this", ["f/a.png"]), Files = ["f/b.png"], Sender = Message.Machine };

        await AskAsync(OpenAIModel().With("input_value", input).With("system_message", "Look."));

        Assert.Equal([("system", "Look."), ("user", "See this [image]")], Sent);
    }

    [Theory]
    [InlineData("a.png", "image/png")]
    [InlineData("a.PNG", "image/png")]
    [InlineData("a.jpg", "image/jpeg")]
    [InlineData("a.jpeg", "image/jpeg")]
    [InlineData("a.gif", "image/gif")]
    [InlineData("a.webp", "image/webp")]
    [InlineData("a.bmp", "image/bmp")]
    public async Task Messages_WithImage_HaveItAsDataUrl(string name, string mediaType)
    {
        Host.Files[$"f/{name}"] = [1, 2, 3];

        await AskAsync(OpenAIModel().With("input_value", new Message("What?") { Files = [$"f/{name}"] }));

        var expected = $$$"""[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:{{{mediaType}}};base64,AQID"}}]""";
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), Body["messages"]![0]!["content"]), Body.ToJsonString());
    }

    [Fact]
    public async Task Messages_WithOtherFiles_LeaveThemOut()
    {
        await AskAsync(OpenAIModel().With("input_value", new Message("What?") { Files = ["f/a.txt", "f/png", "f/b.pdf"] }));

        Assert.Equal("What?", (string?)Body["messages"]![0]!["content"]);
    }

    [Fact]
    public async Task Messages_OfImageAlone_HaveNoText()
    {
        Host.Files["f/a.png"] = [1];

        await AskAsync(OpenAIModel().With("input_value", new Message { Files = ["f/a.png"] }));

        Assert.Equal(["image_url"], Body["messages"]![0]!["content"]!.AsArray().Select(part => (string?)part!["type"]));
    }

    [Fact]
    public async Task Messages_WithImageThatIsGone_Fail()
    {
        Assert.Equal("The image 'a.png' does not exist.", await FailAsync(OpenAIModel().With("input_value", new Message("x") { Files = ["f/a.png"] })));
    }

    [Fact]
    public async Task Messages_WithLargeImages_HaveThemUpToTheLimits()
    {
        Host.Files["f/most.png"] = new byte[20 * 1024 * 1024];
        Host.Files["f/more.png"] = new byte[(20 * 1024 * 1024) + 1];
        Task<string> With(params string[] files) => FailAsync(OpenAIModel().With("input_value", new Message("x") { Files = [.. files] }));

        Assert.Equal("The image 'more.png' is larger than 20 MB.", await With("f/more.png"));
        Assert.Equal("The images of the message are larger than 50 MB together.", await With("f/most.png", "f/most.png", "f/most.png"));
        await AskAsync(OpenAIModel().With("input_value", new Message("x") { Files = ["f/most.png"] }));
        Assert.Equal([("user", "x [image]")], Sent);
    }

    [Fact]
    public async Task Messages_WithManyImages_HaveAtMostTwenty()
    {
        Host.Files["f/a.png"] = [1];
        static Message With(int count) => new("x") { Files = [.. Enumerable.Repeat("f/a.png", count)] };

        await AskAsync(OpenAIModel().With("input_value", With(20)));

        Assert.Equal(21, Body["messages"]![0]!["content"]!.AsArray().Count);
        Assert.Equal("A message to a model can have at most 20 images.", await FailAsync(OpenAIModel().With("input_value", With(21))));
    }
}
