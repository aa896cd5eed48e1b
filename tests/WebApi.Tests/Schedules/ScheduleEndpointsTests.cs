using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage;

namespace SkillFlaw.WebApi.Schedules;

[Collection(nameof(SharedServer))]
public sealed class ScheduleEndpointsTests(WebServer server)
{
    [Fact]
    public async Task CreateSchedule_WithCronOnly_HasTheUsualValues()
    {
        var (user, flow) = await FlowAsync();

        var made = await AddAsync(user, flow, """{"cron":"0 0 1 1 *"}""");

        var read = await user.Client.GetAsync($"{PathOf(flow)}/{made.Text("id")}").ReadAsync(200);
        Assert.Equal(made.GetRawText(), read.GetRawText());
        Assert.Equal(
            (flow.ToString(), "0 0 1 1 *", "UTC", "once", "{}", true),
            (made.Text("flow_id"), made.Text("cron"), made.Text("time_zone"), made.Text("missed"), made.Text("payload"), made.GetProperty("is_active").GetBoolean()));
        Assert.Equal(new DateTimeOffset(DateTime.UtcNow.Year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero), made.GetProperty("next_at").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, made.GetProperty("last_at").ValueKind);
    }

    [Theory]
    [InlineData("""{"a": [1, "ü"]}""", """{"a": [1, "ü"]}""")]
    [InlineData("\"just a text\"", "just a text")]
    [InlineData("[1]", "[1]")]
    public async Task CreateSchedule_WithPayload_KeepsWhatTheComponentsGet(string payload, string expected)
    {
        var (user, flow) = await FlowAsync();

        var made = await AddAsync(user, flow, $$"""{"cron":"0 0 1 1 *","time_zone":"Europe/Berlin","missed":"all","payload":{{payload}}}""");

        Assert.Equal((expected, "Europe/Berlin", "all"), (made.Text("payload"), made.Text("time_zone"), made.Text("missed")));
        Assert.Equal(23, made.GetProperty("next_at").GetDateTimeOffset().Hour);
    }

    [Theory]
    [InlineData("{}", "cron", "Field required")]
    [InlineData("""{"cron":null}""", "cron", "Input should be a valid string")]
    [InlineData("""{"cron":"* * *"}""", "cron", "Value error, a cron expression has five fields (minute, hour, day, month, weekday), or six with seconds first")]
    [InlineData("""{"cron":"61 * * * *"}""", "cron", "Value error, The given cron expression has an invalid format. Minutes: Value must be a number between 0 and 59 (all inclusive).")]
    [InlineData("""{"cron":"0 0 30 2 *"}""", "cron", "Value error, this time never comes")]
    [InlineData("""{"cron":"* * * * *","time_zone":"Europe/Nowhere"}""", "time_zone", "Value error, there is no time zone of this name")]
    [InlineData("""{"cron":"* * * * *","time_zone":"../../dev/zero"}""", "time_zone", "Value error, there is no time zone of this name")]
    [InlineData("""{"cron":"* * * * *","missed":"some"}""", "missed", "Input should be 'skip', 'once' or 'all'")]
    [InlineData("""{"cron":"* * * * *","payload":""}""", "payload", "String should have at least 1 character")]
    [InlineData("""{"cron":"* * * * *","is_active":"perhaps"}""", "is_active", "Input should be a valid boolean, unable to interpret input")]
    public async Task CreateSchedule_WithWhatCannotBe_SaysWhatIsWrong(string body, string field, string message)
    {
        var (user, flow) = await FlowAsync();

        var answer = await user.Client.SendAsync(HttpMethod.Post, PathOf(flow), body).ReadAsync(422);

        var error = Assert.Single(answer.GetProperty("detail").EnumerateArray());
        Assert.Equal((field, message), (error.GetProperty("loc")[1].GetString(), error.Text("msg")));
    }

    [Fact]
    public async Task CreateSchedule_WithLargestPayload_IsTakenAndALargerOneIsNot()
    {
        var (user, flow) = await FlowAsync();
        var largest = new string('x', 64 << 10);

        await AddAsync(user, flow, $$"""{"cron":"0 0 1 1 *","payload":"{{largest}}"}""");

        var answer = await user.Client.SendAsync(HttpMethod.Post, PathOf(flow), $$"""{"cron":"0 0 1 1 *","payload":"{{largest}}ü"}""").ReadAsync(422);
        Assert.Equal("Value error, a payload has at most 65536 bytes", answer.GetProperty("detail")[0].Text("msg"));
    }

    [Fact]
    public async Task CreateSchedule_BeyondAHundred_IsRefused()
    {
        var (user, flow) = await FlowAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 103).Select(_ =>
            user.Client.SendAsync(HttpMethod.Post, PathOf(flow), """{"cron":"0 0 1 1 *"}""")));

        Assert.Equal(100, answers.Count(answer => (int)answer.StatusCode == 201));
        Assert.Equal(
            "The flow has 100 schedules already; delete one first",
            await user.Client.SendAsync(HttpMethod.Post, PathOf(flow), """{"cron":"0 0 1 1 *"}""").ReadErrorAsync(400));
        Assert.Equal(100, (await user.Client.GetAsync(PathOf(flow)).ReadAsync(200)).GetArrayLength());
    }

    [Fact]
    public async Task ChangeSchedule_WithSomeFields_KeepsTheOthers()
    {
        var (user, flow) = await FlowAsync();
        var made = await AddAsync(user, flow, """{"cron":"0 0 1 1 *","payload":{"a":1}}""");
        var path = $"{PathOf(flow)}/{made.Text("id")}";

        var resting = await user.Client.SendAsync(HttpMethod.Patch, path, """{"is_active":false}""").ReadAsync(200);
        var changed = await user.Client.SendAsync(HttpMethod.Patch, path, """{"missed":"skip","payload":"x","cron":"0 0 2 1 *"}""").ReadAsync(200);
        var active = await user.Client.SendAsync(HttpMethod.Patch, path, """{"is_active":true,"time_zone":"Asia/Kolkata"}""").ReadAsync(200);

        Assert.Equal((JsonValueKind.Null, "{\"a\":1}"), (resting.GetProperty("next_at").ValueKind, resting.Text("payload")));
        Assert.Equal((JsonValueKind.Null, "skip", "x"), (changed.GetProperty("next_at").ValueKind, changed.Text("missed"), changed.Text("payload")));
        Assert.Equal(
            new DateTimeOffset(DateTime.UtcNow.Year + 1, 1, 1, 18, 30, 0, TimeSpan.Zero), active.GetProperty("next_at").GetDateTimeOffset());
        Assert.Equal("0 0 2 1 *", active.Text("cron"));
    }

    [Fact]
    public async Task Schedule_OfEachSecond_RunsTheFlowWithItsPayload()
    {
        var (user, flow) = await FlowAsync();
        var made = await AddAsync(user, flow, """{"cron":"* * * * * *","payload":{"by":"itself"}}""");
        var path = $"{PathOf(flow)}/{made.Text("id")}";

        var job = await FirstJobAsync(user, flow);

        Assert.Equal(("schedule", flow.ToString()), (job.Text("source"), job.Text("flow_id")));
        Assert.Equal("""{"by":"itself"}""", (await user.Client.GetAsync($"/api/v1/jobs/{job.Text("job_id")}").ReadAsync(200)).Text("request"));
        await user.Client.DeleteAsync(path).ReadAsync(204);
        Assert.Equal("Schedule not found", await user.Client.GetAsync(path).ReadErrorAsync(404));
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("PATCH", """{"is_active":false}""")]
    [InlineData("DELETE", null)]
    public async Task Schedule_OfAnother_IsAsUnknown(string method, string? body)
    {
        var (user, flow) = await FlowAsync();
        var (other, otherFlow) = await FlowAsync();
        var made = await AddAsync(user, flow, """{"cron":"0 0 1 1 *"}""");
        var id = made.Text("id");

        var foreignFlow = await TextAsync(other, method, $"{PathOf(flow)}/{id}", body);
        var unknownFlow = await TextAsync(other, method, $"{PathOf(Guid.NewGuid())}/{Guid.NewGuid()}", body);
        var foreign = await TextAsync(other, method, $"{PathOf(otherFlow)}/{id}", body);
        var unknown = await TextAsync(other, method, $"{PathOf(otherFlow)}/{Guid.NewGuid()}", body);

        Assert.Equal("""404 {"detail":"Flow not found"}""", foreignFlow);
        Assert.Equal(unknownFlow, foreignFlow);
        Assert.Equal("""404 {"detail":"Schedule not found"}""", foreign);
        Assert.Equal(unknown, foreign);
        Assert.Equal(made.GetRawText(), (await user.Client.GetAsync($"{PathOf(flow)}/{id}").ReadAsync(200)).GetRawText());
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("POST", """{"cron":"0 0 1 1 *"}""")]
    public async Task Schedules_OfAnothersFlow_AreAsOfUnknown(string method, string? body)
    {
        var (user, flow) = await FlowAsync();
        var (other, _) = await FlowAsync();
        var colleague = await server.NewUserAsync(user.TenantId);

        var unknown = await TextAsync(other, method, PathOf(Guid.NewGuid()), body);

        Assert.Equal("""404 {"detail":"Flow not found"}""", unknown);
        Assert.Equal(unknown, await TextAsync(other, method, PathOf(flow), body));
        Assert.Equal(unknown, await TextAsync(colleague, method, PathOf(flow), body));
        Assert.Equal(0, (await user.Client.GetAsync(PathOf(flow)).ReadAsync(200)).GetArrayLength());
    }

    [Fact]
    public async Task DeleteFlow_WithSchedules_DeletesThem()
    {
        var (user, flow) = await FlowAsync();
        await AddAsync(user, flow, """{"cron":"0 0 1 1 *"}""");

        await user.Client.DeleteAsync($"/api/v1/flows/{flow}").ReadAsync(200);

        await using var database = await server.Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
        Assert.False(await database.Schedules.AnyAsync(schedule => schedule.FlowId == flow));
    }

    private static string PathOf(Guid flowId) => $"/api/v1/flows/{flowId}/schedules";

    private static Task<JsonElement> AddAsync(TestUser user, Guid flow, string body) =>
        user.Client.SendAsync(HttpMethod.Post, PathOf(flow), body).ReadAsync(201);

    private static async Task<string> TextAsync(TestUser user, string method, string path, string? body)
    {
        using var answer = await user.Client.SendAsync(new HttpMethod(method), path, body);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
    }

    private static async Task<JsonElement> FirstJobAsync(TestUser user, Guid flow)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var jobs = (await user.Client.GetAsync($"/api/v1/jobs/?flow_id={flow}").ReadAsync(200)).GetProperty("jobs");
            if (jobs.GetArrayLength() > 0)
            {
                return jobs[0].Clone();
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private async Task<(TestUser User, Guid FlowId)> FlowAsync()
    {
        var user = await server.NewUserAsync();
        return (user, await server.SaveFlowAsync(user, "webhook"));
    }
}
