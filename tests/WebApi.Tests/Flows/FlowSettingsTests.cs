using static SkillFlaw.WebApi.Flows.FlowSteps;

namespace SkillFlaw.WebApi.Flows;

/// <summary>A server that keeps no secrets in flows and takes small files only.</summary>
public sealed class FlowSettingsTests : IAsyncLifetime
{
    private const string Document = """{"nodes":[{"t":{"name":"api_key","password":true,"value":"sk-1"}}],"edges":[]}""";
    private static readonly string _stored = Document.Replace("\"sk-1\"", "null", StringComparison.Ordinal);

    private readonly WebServer _server = new() { Settings = { ["SKILLFLAW_REMOVE_API_KEYS"] = "true", ["SKILLFLAW_MAX_FILE_SIZE_UPLOAD"] = "1" } };

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Save_InAnyWay_DropsKeys()
    {
        var flow = await _server.Admin.CreateFlowAsync(fields: $"\"data\":{Document}");
        Assert.Equal(_stored, flow.GetProperty("data").GetRawText());

        var changed = await _server.Admin.PatchFlowAsync(flow, $$"""{"data":{{Document}}}""").ReadAsync(200);
        Assert.Equal(_stored, changed.GetProperty("data").GetRawText());

        var uploaded = await _server.Admin.UploadAsync($"{FlowsPath}upload/", $$"""{"name":"x","data":{{Document}}}""").ReadAsync(201);
        Assert.Equal(_stored, (await _server.Admin.ReadFlowAsync(uploaded[0])).GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Upload_OfALargeFile_IsRefused()
    {
        var refusal = await _server.Admin.UploadAsync($"{FlowsPath}upload/", new byte[2 << 20]).ReadErrorAsync(413);

        Assert.StartsWith("Content size limit exceeded. Maximum allowed is 1MB and got 2", refusal, StringComparison.Ordinal);
    }
}
