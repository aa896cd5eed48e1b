using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SkillFlaw.Grains.Outbound;

public sealed class OutboundClientsTests : OutboundTest
{
    [Fact]
    public async Task Client_WithConnectionsOfItsOwn_IsGuardedAllTheSame()
    {
        Services.AddHttpClient("own").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler());

        Assert.Equal(Refusal("127.0.0.1"), await RefusedAsync(Client("own"), "http://127.0.0.1/"));
    }

    [Fact]
    public async Task Client_ThatGotACookie_DoesNotSendIt()
    {
        await using var site = CannedSite.Saying("hello", "Set-Cookie: session=of-another-tenant; Path=/");
        Publish(site);

        await Client().GetStringAsync("http://public.test/");
        await Client().GetStringAsync("http://public.test/");

        Assert.Equal(2, site.Requests.Count);
        Assert.DoesNotContain("Cookie", site.Requests[1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Client_WhereTheMachineHasAProxy_ConnectsItself()
    {
        await using var site = CannedSite.Saying("hello");
        Publish(site);
        var usual = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy("http://10.0.0.1:3128");
        try
        {
            Assert.Equal("hello", await Client().GetStringAsync("http://public.test/"));
            Assert.Equal([$"{Public}:80"], Internet.Dialled);
        }
        finally
        {
            HttpClient.DefaultProxy = usual;
        }
    }

    [Fact]
    public async Task Client_LedOnAndOn_StopsAfterFiveTimes()
    {
        await using var site = CannedSite.LeadingTo("http://public.test/next");
        Publish(site);

        using var answer = await Client().GetAsync("http://public.test/");

        Assert.Equal((HttpStatusCode.Found, 6), (answer.StatusCode, site.Requests.Count));
    }

    [Fact]
    public async Task Client_AskedForHttp3_StaysWithGuardedConnections()
    {
        await using var site = CannedSite.Saying("hello");
        Publish(site);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://public.test/")
        {
            Version = HttpVersion.Version30,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var answer = await Client().SendAsync(request);

        Assert.Equal("hello", await answer.Content.ReadAsStringAsync());
        Assert.Equal([$"{Public}:80"], Internet.Dialled);
    }

    [Fact]
    public async Task Client_AnsweredWithEndlessHeaders_Fails()
    {
        await using var site = CannedSite.Saying("hello", "X-Long: " + new string('x', 40_000));
        Publish(site);

        await Assert.ThrowsAsync<HttpRequestException>(() => Client().GetStringAsync("http://public.test/"));
    }

    [Fact]
    public void Client_HasNoLimitOfItsOwn() => Assert.Equal(Timeout.InfiniteTimeSpan, Client().Timeout);

    [Fact]
    public void Options_OutOfRange_StopTheStart()
    {
        Options.MaxResponseBytes = 0;

        var failure = Assert.Throws<OptionsValidationException>(Provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(nameof(OutboundOptions.MaxResponseBytes), failure.Message, StringComparison.Ordinal);
    }
}
