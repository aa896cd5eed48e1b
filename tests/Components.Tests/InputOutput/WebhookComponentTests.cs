using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.InputOutput;

public sealed class WebhookComponentTests
{
    [Fact]
    public async Task Data_JsonObject_IsItsFields()
    {
        Assert.Equal(FlowValue.Of(("a", FlowValue.Of(1))), (await RunAsync("{\"a\": 1}")).Fields);
    }

    [Fact]
    public async Task Data_Empty_IsEmpty()
    {
        Assert.Empty((await RunAsync("")).Fields);
        Assert.Empty((await new ComponentRun("Webhook").OutputAsync<Data>("output_data")).Fields);
    }

    [Fact]
    public async Task Data_LineBreakBetweenQuotes_IsEscaped()
    {
        Assert.Equal(FlowValue.Of(("a", FlowValue.Of("\n"))), (await RunAsync("{\"a\": \"\n\"}")).Fields);
    }

    [Theory]
    [InlineData("just text")]
    [InlineData("{\"a\": ")]
    public async Task Data_NoJson_IsThePayload(string body)
    {
        Assert.Equal(FlowValue.Of(("payload", FlowValue.Of(body))), (await RunAsync(body)).Fields);
    }

    [Fact]
    public async Task Data_JsonThatIsNoObject_IsThePayload()
    {
        Assert.Equal(FlowValue.Of(("payload", FlowValue.Of([FlowValue.Of(1)]))), (await RunAsync("[1]")).Fields);
    }

    [Fact]
    public async Task Data_JsonNull_IsEmpty()
    {
        Assert.Empty((await RunAsync("null")).Fields);
    }

    private static Task<Data> RunAsync(string body) =>
        new ComponentRun("Webhook").With("data", body).OutputAsync<Data>("output_data", "build_data");
}
