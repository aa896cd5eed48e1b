using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.Storage.Webhooks;

namespace SkillFlaw.WebApi.Webhooks;

[Collection(nameof(SharedServer))]
public sealed class SignatureEndpointsTests(WebServer server)
{
    [Fact]
    public async Task SetSignature_WithNothing_MakesASecretAndShowsItOnce()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "webhook");

        var made = await user.Client.SendAsync(HttpMethod.Put, SignatureSteps.PathOf(flow), "{}").ReadAsync(200);
        var read = await user.Client.GetAsync(SignatureSteps.PathOf(flow)).ReadAsync(200);

        Assert.Equal(43, made.Text("secret")!.Length);
        Assert.Equal(
            (flow.ToString(), "X-SkillFlaw-Signature", "X-SkillFlaw-Timestamp", 300),
            (read.Text("flow_id"), read.Text("signature_header"), read.Text("timestamp_header"), read.GetProperty("tolerance_seconds").GetInt32()));
        Assert.False(read.TryGetProperty("secret", out _));
    }

    [Fact]
    public async Task SetSignature_WithSecret_NeverShowsItAndSealsIt()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "webhook", $"named-{Guid.NewGuid():N}");

        var made = await user.Client.SendAsync(
            HttpMethod.Put, SignatureSteps.PathOf(flow), $$"""{"secret":"{{SignatureSteps.Secret}}","tolerance_seconds":3600}""").ReadAsync(200);

        Assert.False(made.TryGetProperty("secret", out _));
        var stored = (await StoredAsync(flow))!;
        Assert.DoesNotContain(SignatureSteps.Secret, stored.Secret, StringComparison.Ordinal);
        var box = server.Services.GetRequiredService<SecretBox>();
        Assert.Equal(SignatureSteps.Secret, box.Open(Convert.FromBase64String(stored.Secret), stored.Place));
        Assert.Throws<SecretUnreadableException>(() => box.Open(Convert.FromBase64String(stored.Secret), stored.Place with { UserId = user.Id }));
    }

    [Theory]
    [InlineData("""{"secret":"too short"}""", "secret")]
    [InlineData("""{"signature_header":"X Signature"}""", "signature_header")]
    [InlineData("""{"signature_header":"X-Signature\r\nX-More"}""", "signature_header")]
    [InlineData("""{"signature_header":""}""", "signature_header")]
    [InlineData("""{"signature_header":"authorization"}""", "signature_header")]
    [InlineData("""{"signature_header":"Content-Length"}""", "signature_header")]
    [InlineData("""{"timestamp_header":"X-API-Key"}""", "timestamp_header")]
    [InlineData("""{"timestamp_header":"Cookie"}""", "timestamp_header")]
    [InlineData("""{"timestamp_header":"HOST"}""", "timestamp_header")]
    [InlineData("""{"timestamp_header":"x-skillflaw-signature"}""", "timestamp_header")]
    [InlineData("""{"tolerance_seconds":0}""", "tolerance_seconds")]
    [InlineData("""{"tolerance_seconds":3601}""", "tolerance_seconds")]
    public async Task SetSignature_WithWhatCannotBe_SaysWhatIsWrong(string body, string field)
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "webhook");

        var answer = await user.Client.SendAsync(HttpMethod.Put, SignatureSteps.PathOf(flow), body).ReadAsync(422);

        Assert.Equal(field, Assert.Single(answer.GetProperty("detail").EnumerateArray()).GetProperty("loc")[1].GetString());
        Assert.Null(await StoredAsync(flow));
    }

    [Fact]
    public async Task SetSignature_AtOnce_LeavesOne()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "webhook");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            user.Client.SendAsync(HttpMethod.Put, SignatureSteps.PathOf(flow), "{}").ReadAsync(200)));

        Assert.NotNull(await StoredAsync(flow));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Signature_OfAnothersFlow_IsAsUnknown(string method)
    {
        var flow = await server.SignedFlowAsync(await server.NewUserAsync());
        var before = (await StoredAsync(flow))!.Secret;
        var other = await server.NewUserAsync();
        var body = method == "PUT" ? "{}" : null;
        var invented = Guid.NewGuid();

        using var foreign = await other.Client.SendAsync(new HttpMethod(method), SignatureSteps.PathOf(flow), body);
        using var unknown = await other.Client.SendAsync(new HttpMethod(method), SignatureSteps.PathOf(invented), body);

        Assert.Equal((404, 404), ((int)foreign.StatusCode, (int)unknown.StatusCode));
        Assert.Equal(
            (await unknown.Content.ReadAsStringAsync()).Replace($"{invented}", $"{flow}", StringComparison.Ordinal),
            await foreign.Content.ReadAsStringAsync());
        Assert.Equal(before, (await StoredAsync(flow))!.Secret);
    }

    [Fact]
    public async Task Signature_OfFlowWithoutOne_IsNotFound()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "webhook");

        Assert.Equal($"Flow {flow} asks for no signature", await user.Client.GetAsync(SignatureSteps.PathOf(flow)).ReadErrorAsync(404));
        await user.Client.DeleteAsync(SignatureSteps.PathOf(flow)).ReadErrorAsync(404);
    }

    [Fact]
    public async Task DeleteFlow_WithSignature_DeletesIt()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SignedFlowAsync(user);

        await user.Client.DeleteAsync($"/api/v1/flows/{flow}").ReadAsync(200);

        Assert.Null(await StoredAsync(flow));
    }

    private async Task<WebhookSignature?> StoredAsync(Guid flowId)
    {
        await using var database = await server.Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
        return await database.WebhookSignatures.AsNoTracking().SingleOrDefaultAsync(signature => signature.FlowId == flowId);
    }
}
