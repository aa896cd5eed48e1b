using System.Text;
using SkillFlaw.Components;

namespace SkillFlaw.Grains.Outbound;

public sealed class ResponseLimitTests : OutboundTest
{
    private const string TooLong = "The answer of 'public.test' is longer than 1000 bytes, which is the limit of this server.";
    private const string Chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    public ResponseLimitTests() => Options.MaxResponseBytes = 1_000;

    [Fact]
    public async Task Read_AsLongAsAllowed_GivesAll()
    {
        await using var site = CannedSite.Saying(new string('x', 1_000), "Content-Type: text/x-sample", "Content-Language: en");
        Publish(site);

        using var answer = await Client().GetAsync("http://public.test/");

        Assert.Equal(1_000, (await answer.Content.ReadAsStringAsync()).Length);
        Assert.Equal(
            ("text/x-sample", 1_000, "en"),
            (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentLength, answer.Content.Headers.ContentLanguage.Single()));
    }

    [Fact]
    public async Task Read_AnnouncedTooLong_FailsBeforeItComes()
    {
        await using var site = CannedSite.Answering(_ => "HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n");
        Publish(site);

        Assert.Equal(TooLong, await RefusedAsync(Client(), "http://public.test/"));
    }

    [Fact]
    public async Task Read_HeadOfSomethingLong_Succeeds()
    {
        await using var site = CannedSite.Answering(_ => "HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\nConnection: close\r\n\r\n");
        Publish(site);

        using var request = new HttpRequestMessage(HttpMethod.Head, "http://public.test/");
        using var answer = await Client().SendAsync(request);

        Assert.Equal(2_000_000_000, answer.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData(HttpCompletionOption.ResponseContentRead)]
    [InlineData(HttpCompletionOption.ResponseHeadersRead)]
    public async Task Read_WithoutEnd_Fails(HttpCompletionOption completion)
    {
        await using var site = CannedSite.Writing(async stream =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Chunked));
            while (true)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"100\r\n{new string('x', 256)}\r\n"));
            }
        });
        Publish(site);

        var failure = await Assert.ThrowsAsync<ComponentException>(async () =>
        {
            using var answer = await Client().GetAsync("http://public.test/", completion);
            await answer.Content.ReadAsByteArrayAsync();
        });

        Assert.Equal(TooLong, failure.Message);
    }

    [Fact]
    public async Task Read_PieceByPiece_GivesEachPieceWhenItComes()
    {
        var seen = new SemaphoreSlim(0);
        await using var site = CannedSite.Writing(async stream =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Chunked}3\r\none\r\n"));
            Assert.True(await seen.WaitAsync(_limit));
            await stream.WriteAsync(Encoding.ASCII.GetBytes("3\r\ntwo\r\n0\r\n\r\n"));
        });
        Publish(site);
        using var answer = await Client().GetAsync("http://public.test/", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[100];

        Assert.Equal("one", Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
        seen.Release();
        Assert.Equal("two", Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
        Assert.Equal(0, await stream.ReadAsync(buffer));
    }
}
