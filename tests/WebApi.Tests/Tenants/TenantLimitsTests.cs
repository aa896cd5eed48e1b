using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.WebApi.Tenants;

[Collection(nameof(SharedServer))]
public sealed class TenantLimitsTests(WebServer server)
{
    [Fact]
    public async Task ReadLimits_OfTenantWithoutItsOwn_ShowsWhatHoldsForAll()
    {
        var user = await server.NewUserAsync();

        var answer = await server.Admin.GetAsync(PathOf(user.TenantId)).ReadAsync(200);

        Assert.Equal(
            $$"""
            {"tenant_id":"{{user.TenantId}}","max_concurrent_runs":null,"max_runs_per_second":null,"max_queued_jobs":null,"max_tokens_per_day":null,
            "effective":{"max_concurrent_runs":5000,"max_runs_per_second":0,"max_queued_jobs":100000,"max_tokens_per_day":0},"tokens_today":0}
            """.ReplaceLineEndings(""),
            answer.GetRawText());
    }

    [Fact]
    public async Task ReadLimits_OfCurrentTenant_AreTheCallers()
    {
        var current = await server.Admin.GetAsync(PathOf("current")).ReadAsync(200);

        var read = await server.Admin.GetAsync(PathOf(current.Text("tenant_id")!)).ReadAsync(200);
        Assert.Equal(read.GetProperty("effective").GetRawText(), current.GetProperty("effective").GetRawText());
        Assert.NotEqual(Guid.Empty.ToString(), current.Text("tenant_id"));
    }

    [Fact]
    public async Task ReadLimits_AfterTokensWereUsed_ShowsThoseOfToday()
    {
        var user = await server.NewUserAsync();
        var now = DateTimeOffset.UtcNow;
        await using (var database = await server.Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync())
        {
            // One of them is today, also at midnight.
            foreach (var day in new[] { now, now.AddDays(1) })
            {
                database.Usage.Add(new TenantUsage { TenantId = user.TenantId, Day = TenantUsage.DayOf(day), Tokens = 42 });
            }

            database.Usage.Add(new TenantUsage { TenantId = user.TenantId, Day = TenantUsage.DayOf(now.AddDays(-1)), Tokens = 7 });
            await database.SaveChangesAsync();
        }

        Assert.Equal(42, (await server.Admin.GetAsync(PathOf(user.TenantId)).ReadAsync(200)).GetProperty("tokens_today").GetInt64());
    }

    [Fact]
    public async Task ChangeLimits_WithSome_KeepsTheOthersAndNullResets()
    {
        var user = await server.NewUserAsync();

        var first = await ChangeAsync(user, """{"max_concurrent_runs":7,"max_tokens_per_day":9000000000,"max_queued_jobs":3}""");
        var second = await ChangeAsync(user, """{"max_concurrent_runs":null,"max_runs_per_second":0}""");

        Assert.Equal((7, 9_000_000_000, 3), Effective(first));
        Assert.Equal((5_000, 9_000_000_000, 3), Effective(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("max_concurrent_runs").ValueKind);
        Assert.Equal(0, second.GetProperty("max_runs_per_second").GetInt32());
        Assert.Equal(second.GetRawText(), (await server.Admin.GetAsync(PathOf(user.TenantId)).ReadAsync(200)).GetRawText());
    }

    [Theory]
    [InlineData("""{"max_concurrent_runs":0}""", "max_concurrent_runs")]
    [InlineData("""{"max_concurrent_runs":1000001}""", "max_concurrent_runs")]
    [InlineData("""{"max_runs_per_second":-1}""", "max_runs_per_second")]
    [InlineData("""{"max_runs_per_second":99999999999}""", "max_runs_per_second")]
    [InlineData("""{"max_queued_jobs":0}""", "max_queued_jobs")]
    [InlineData("""{"max_tokens_per_day":-1}""", "max_tokens_per_day")]
    [InlineData("""{"max_tokens_per_day":"many"}""", "max_tokens_per_day")]
    public async Task ChangeLimits_ToWhatCannotBe_ChangesNothing(string body, string field)
    {
        var user = await server.NewUserAsync();
        var path = PathOf(user.TenantId);

        var answer = await server.Admin.SendAsync(HttpMethod.Patch, path, $$"""{"max_queued_jobs":5,{{body[1..]}}""").ReadAsync(422);

        Assert.Equal(field, Assert.Single(answer.GetProperty("detail").EnumerateArray()).GetProperty("loc")[1].GetString());
        Assert.Equal(JsonValueKind.Null, (await server.Admin.GetAsync(path).ReadAsync(200)).GetProperty("max_queued_jobs").ValueKind);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    public async Task Limits_OfNobody_AreNotFound(string method)
    {
        var body = method == "PATCH" ? """{"max_queued_jobs":5}""" : null;

        Assert.Equal("Tenant not found", await server.Admin.SendAsync(new HttpMethod(method), PathOf(Guid.NewGuid()), body).ReadErrorAsync(404));
        var answer = await server.Admin.SendAsync(new HttpMethod(method), PathOf("nobody"), body).ReadAsync(422);
        Assert.Equal("uuid_parsing", answer.GetProperty("detail")[0].Text("type"));
    }

    [Fact]
    public async Task Limits_AskedForByUser_AreRefusedWhoseverTheyAre()
    {
        var user = await server.NewUserAsync();
        var texts = new List<string>();
        foreach (var path in new[] { PathOf("current"), PathOf(user.TenantId), PathOf((await server.NewUserAsync()).TenantId), PathOf(Guid.NewGuid()) })
        {
            using var read = await user.Client.GetAsync(path);
            using var changed = await user.Client.SendAsync(HttpMethod.Patch, path, """{"max_tokens_per_day":0}""");
            Assert.Equal((403, 403), ((int)read.StatusCode, (int)changed.StatusCode));
            texts.Add(await read.Content.ReadAsStringAsync() + await changed.Content.ReadAsStringAsync());
        }

        Assert.Single(texts.Distinct());
    }

    [Fact]
    public async Task ChangeLimits_OfRunsInASecond_TurnsAwayTheNext()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var (flow, otherFlow) = (await server.SaveFlowAsync(user, "text-io"), await server.SaveFlowAsync(other, "text-io"));
        await ChangeAsync(user, """{"max_runs_per_second":1}""");

        // The first one hears of the limit; of twenty at once some are in the second of others.
        Assert.Equal(200, await RunAsync(user, flow));
        var own = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RunAsync(user, flow)));
        var others = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunAsync(other, otherFlow)));

        Assert.Contains(429, own);
        Assert.All(others, status => Assert.Equal(200, status));
    }

    private static string PathOf(object tenantId) => $"/api/v1/tenants/{tenantId}/limits";

    private static async Task<int> RunAsync(TestUser user, Guid flow)
    {
        using var answer = await user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{flow}", """{"input_value":"x"}""");
        return (int)answer.StatusCode;
    }

    private static (int Runs, long Tokens, int Jobs) Effective(JsonElement answer)
    {
        var effective = answer.GetProperty("effective");
        return (
            effective.GetProperty("max_concurrent_runs").GetInt32(),
            effective.GetProperty("max_tokens_per_day").GetInt64(),
            effective.GetProperty("max_queued_jobs").GetInt32());
    }

    private Task<JsonElement> ChangeAsync(TestUser user, string body) =>
        server.Admin.SendAsync(HttpMethod.Patch, PathOf(user.TenantId), body).ReadAsync(200);
}
