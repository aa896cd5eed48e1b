using System.Diagnostics;

namespace SkillFlaw.EndToEnd.Builds;

public sealed class ProxyTests : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(1);

    private readonly TestFolder _folder = new();

    // Without a version as it comes, which is HTTP/1.0: then only full buffers are passed on by the outer one.
    [NginxTheory]
    [InlineData("application/x-ndjson", null)]
    [InlineData("text/event-stream", null)]
    [InlineData("application/x-ndjson", "1.1")]
    [InlineData("text/event-stream", "1.1")]
    public async Task Events_ThroughTwoProxies_ComeWhenTheyHappen(string accept, string? version)
    {
        using var limit = new CancellationTokenSource(_limit);
        await using var ledger = await Ledger.StartAsync();
        await using var server = await ServerProcess.StartAsync(_folder.Settings([.. ledger.Settings]));
        await using var inner = await NginxProxy.StartAsync(server.Address, version);
        await using var outer = await NginxProxy.StartAsync(inner.Address, version);
        using var client = server.NewClient();
        var flow = await ChainBuilds.AddFlowAsync(client);

        // The first model does not answer until the events before it have come through.
        var gate = ledger.Hold(Ledger.Chain[1], "through");
        var watch = Stopwatch.StartNew();
        var job = await ChainBuilds.StartAsync(client, flow, "through", "session");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(outer.Address, $"/api/v1/build/{job}/events"));
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.Add("x-api-key", server.ApiKey);
        using var web = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var answer = await web.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(limit.Token));

        await UntilAsync(lines, "\"event\":\"vertices_sorted\"", limit.Token);
        var first = watch.Elapsed;
        await UntilAsync(lines, $"\"build_data\":{{\"id\":\"{Ledger.Chain[0]}\"", limit.Token);
        gate.Open();
        await UntilAsync(lines, "\"event\":\"end\",", limit.Token);

        // A machine may be slow; what a proxy keeps back comes with the end only, which would not have come.
        Assert.True(first < TimeSpan.FromSeconds(20), $"The first event took {first}.");
        Assert.Equal(accept, answer.Content.Headers.ContentType?.MediaType);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task UntilAsync(StreamReader lines, string part, CancellationToken cancellationToken)
    {
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The events end before {part}.");
    }
}
