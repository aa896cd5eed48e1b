namespace SkillFlaw.WebApi.Webhooks;

public sealed class OpenSignedWebhookTests : IAsyncLifetime
{
    private readonly WebServer _server = new() { Settings = new() { ["SKILLFLAW_WEBHOOK_AUTH_ENABLE"] = "false" } };

    [Fact]
    public async Task Webhook_WhereTheyAreOpen_NeedsTheSignatureOfFlowsThatHaveOne()
    {
        var user = await _server.NewUserAsync();
        var other = await _server.NewUserAsync();
        var open = await _server.SaveFlowAsync(other, "webhook");
        var signed = await _server.SignedFlowAsync(user);

        await _server.Nobody.HookAsync(open, "{}").ReadAsync(202);
        Assert.Equal("The signature is missing, wrong or too old", await _server.Nobody.HookAsync(signed, "{}").ReadErrorAsync(403));
        Assert.Equal(
            "The signature is missing, wrong or too old", await _server.Nobody.SignedAsync(signed, "{}", secret: "some other secret").ReadErrorAsync(403));
        await _server.Nobody.SignedAsync(signed, "{}").ReadAsync(202);
        var unknown = Guid.NewGuid();
        Assert.Equal($"Flow identifier {unknown} not found", await _server.Nobody.SignedAsync(unknown, "{}").ReadErrorAsync(404));
    }

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();
}
