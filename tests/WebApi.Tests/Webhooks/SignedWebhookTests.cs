using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage;

namespace SkillFlaw.WebApi.Webhooks;

[Collection(nameof(SharedServer))]
public sealed class SignedWebhookTests(WebServer server)
{
    private const string NoKey = "API key required when webhook authentication is enabled";

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "sha256=")]
    public async Task Webhook_RightlySigned_IsTaken(bool isUpper, string prefix)
    {
        var user = await server.NewUserAsync();
        var flow = await server.SignedFlowAsync(user);
        var timestamp = SignatureSteps.Now();
        var signature = SignatureSteps.Sign(timestamp, "{\"x\":\"ü\"}");

        var answer = await server.Nobody.HookAsync(
            flow,
            "{\"x\":\"ü\"}",
            ("X-SkillFlaw-Timestamp", timestamp),
            ("X-SkillFlaw-Signature", prefix + (isUpper ? signature.ToUpperInvariant() : signature))).ReadAsync(202);

        var job = await user.Client.GetAsync($"/api/v1/jobs/{answer.Text("job_id")}").ReadAsync(200);
        Assert.Equal((flow.ToString(), "webhook", "{\"x\":\"ü\"}"), (job.Text("flow_id"), job.Text("source"), job.Text("request")));
    }

    [Fact]
    public async Task Webhook_SignedForNameOfItsOwn_IsTaken()
    {
        var name = $"signed-{Guid.NewGuid():N}";
        await server.SignedFlowAsync(await server.NewUserAsync(), name);

        await server.Nobody.SignedAsync(name, "{}").ReadAsync(202);
    }

    [Fact]
    public async Task Webhook_SignedForNameThatTwoHave_IsAsUnknown()
    {
        var name = $"twice-{Guid.NewGuid():N}";
        await server.SignedFlowAsync(await server.NewUserAsync(), name);
        await server.SignedFlowAsync(await server.NewUserAsync(), name);

        Assert.Equal(NoKey, await server.Nobody.SignedAsync(name, "{}").ReadErrorAsync(403));
    }

    [Fact]
    public async Task Webhook_WronglySigned_IsAnsweredLikeUnknownFlow()
    {
        var user = await server.NewUserAsync();
        var signed = await server.SignedFlowAsync(user);
        var unsigned = await server.SaveFlowAsync(user, "webhook");
        var (now, right) = (SignatureSteps.Now(), SignatureSteps.Sign(SignatureSteps.Now(), "{}"));
        Task<HttpResponseMessage>[] tries =
        [
            server.Nobody.HookAsync(signed, "{}"),
            server.Nobody.HookAsync(signed, "{}", ("X-SkillFlaw-Timestamp", now)),
            server.Nobody.HookAsync(signed, "{}", ("X-SkillFlaw-Signature", right)),
            server.Nobody.HookAsync(signed, "{}", ("X-SkillFlaw-Timestamp", now), ("X-SkillFlaw-Signature", right[..^1])),
            server.Nobody.HookAsync(signed, "{}", ("X-SkillFlaw-Timestamp", now), ("X-SkillFlaw-Signature", right[..^1] + "g")),
            server.Nobody.HookAsync(signed, "{}", ("X-SkillFlaw-Timestamp", now), ("X-SkillFlaw-Signature", "sha1=" + right)),
            server.Nobody.HookAsync(signed, "{} ", ("X-SkillFlaw-Timestamp", now), ("X-SkillFlaw-Signature", right)),
            server.Nobody.SignedAsync(signed, "{}", secret: "another secret of one"),
            server.Nobody.SignedAsync(signed, "{}", SignatureSteps.Now(-302)),
            server.Nobody.SignedAsync(signed, "{}", SignatureSteps.Now(302)),
            server.Nobody.SignedAsync(signed, "{}", "-1"),
            server.Nobody.SignedAsync(signed, "{}", "9223372036854775807"),
            server.Nobody.SignedAsync(signed, "{}", SignatureSteps.Now() + ".0"),
            server.Nobody.SignedAsync(signed, ""[..0], secret: "another secret of one"),
            server.Nobody.SignedAsync(unsigned, "{}"),
        ];

        var unknown = await (await server.Nobody.SignedAsync(Guid.NewGuid(), "{}")).Content.ReadAsStringAsync();

        Assert.Equal($$"""{"detail":"{{NoKey}}"}""", unknown);
        foreach (var sending in tries)
        {
            using var answer = await sending;
            Assert.Equal((403, unknown), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        Assert.Empty((await user.Client.GetAsync("/api/v1/jobs/").ReadAsync(200)).GetProperty("jobs").EnumerateArray());
    }

    [Fact]
    public async Task Webhook_SentTwice_IsTakenOnce()
    {
        var flow = await server.SignedFlowAsync(await server.NewUserAsync());
        var timestamp = SignatureSteps.Now();
        await server.Nobody.SignedAsync(flow, "{}", timestamp).ReadAsync(202);

        Assert.Equal("This request was received already", await server.Nobody.SignedAsync(flow, "{}", timestamp).ReadErrorAsync(403));
        await server.Nobody.SignedAsync(flow, """{"n":2}""", timestamp).ReadAsync(202);
    }

    [Fact]
    public async Task Webhook_SentManyTimesAtOnce_IsTakenOnce()
    {
        var flow = await server.SignedFlowAsync(await server.NewUserAsync());
        var timestamp = SignatureSteps.Now();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.Nobody.SignedAsync(flow, "{}", timestamp)));

        Assert.Equal(1, answers.Count(answer => (int)answer.StatusCode == 202));
        Assert.Equal(19, answers.Count(answer => (int)answer.StatusCode == 403));
    }

    [Fact]
    public async Task Webhook_SignedButEmpty_IsRefusedAndMayComeAgain()
    {
        var flow = await server.SignedFlowAsync(await server.NewUserAsync());
        var timestamp = SignatureSteps.Now();

        var first = await server.Nobody.SignedAsync(flow, "", timestamp).ReadErrorAsync(400);

        Assert.StartsWith("Request body is empty.", first, StringComparison.Ordinal);
        await server.Nobody.SignedAsync(flow, "", timestamp).ReadErrorAsync(400);
    }

    [Fact]
    public async Task Webhook_WithKey_NeedsNoSignature()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SignedFlowAsync(user);

        await user.Client.HookAsync(flow, "{}").ReadAsync(202);
        Assert.Equal(
            "Invalid API key",
            await server.ClientOf("sk-nobodys").SignedAsync(flow, "{}").ReadErrorAsync(403));
        Assert.Equal(
            $"Flow identifier {flow} not found", await (await server.NewUserAsync()).Client.SignedAsync(flow, "{}").ReadErrorAsync(404));
    }

    [Fact]
    public async Task Webhook_OfInactiveOwner_IsAsUnknown()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SignedFlowAsync(user);
        await using (var database = await server.Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync())
        {
            await database.Users.Where(each => each.Id == user.Id).ExecuteUpdateAsync(change => change.SetProperty(each => each.IsActive, false));
        }

        Assert.Equal(NoKey, await server.Nobody.SignedAsync(flow, "{}").ReadErrorAsync(403));
    }

    [Fact]
    public async Task Webhook_WithHeadersOfItsOwn_LooksAtThose()
    {
        var flow = await server.SignedFlowAsync(
            await server.NewUserAsync(), more: ""","signature_header":"X-Hub-Signature-256","timestamp_header":"X-Hub-Time","tolerance_seconds":10""");
        var timestamp = SignatureSteps.Now(-5);
        var late = SignatureSteps.Now(-13);

        await server.Nobody.HookAsync(flow, "{}", ("x-hub-time", timestamp), ("x-hub-signature-256", SignatureSteps.Sign(timestamp, "{}"))).ReadAsync(202);
        await server.Nobody.HookAsync(flow, "{}", ("x-hub-time", late), ("x-hub-signature-256", SignatureSteps.Sign(late, "{}"))).ReadErrorAsync(403);
        await server.Nobody.SignedAsync(flow, "{}").ReadErrorAsync(403);
    }

    [Fact]
    public async Task Webhook_AfterChangeOfSignature_IsLookedAtAnewAtOnce()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SignedFlowAsync(user);
        await server.Nobody.SignedAsync(flow, "1").ReadAsync(202);

        var secret = (await user.Client.SendAsync(HttpMethod.Put, SignatureSteps.PathOf(flow), "{}").ReadAsync(200)).Text("secret")!;

        await server.Nobody.SignedAsync(flow, "2").ReadErrorAsync(403);
        await server.Nobody.SignedAsync(flow, "2", secret: secret).ReadAsync(202);
        await user.Client.DeleteAsync(SignatureSteps.PathOf(flow)).ReadAsync(204);
        await server.Nobody.SignedAsync(flow, "3", secret: secret).ReadErrorAsync(403);
    }
}
