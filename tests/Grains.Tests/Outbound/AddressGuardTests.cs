using System.Net.Sockets;

namespace SkillFlaw.Grains.Outbound;

public sealed class AddressGuardTests : OutboundTest
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("http://127.0.0.1:8080/", "127.0.0.1")]
    [InlineData("https://127.0.0.1/", "127.0.0.1")]
    [InlineData("http://2130706433/", "127.0.0.1")]
    [InlineData("http://0x7f.1/", "127.0.0.1")]
    [InlineData("http://0177.0.0.1/", "127.0.0.1")]
    [InlineData("http://0/", "0.0.0.0")]
    [InlineData("http://169.254.169.254/latest/meta-data/", "169.254.169.254")]
    [InlineData("http://public.test@10.0.0.1/", "10.0.0.1")]
    [InlineData("http://[::1]/", "[::1]")]
    [InlineData("http://[::]/", "[::]")]
    [InlineData("http://[::ffff:127.0.0.1]/", "[::ffff:127.0.0.1]")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/", "[64:ff9b::a9fe:a9fe]")]
    public async Task Call_AddressThatIsPrivate_IsRefused(string url, string host)
    {
        Assert.Equal(Refusal(host), await RefusedAsync(Client(), url));
        Assert.Empty(Internet.Dialled);
    }

    [Theory]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("localhost.", "::1")]
    [InlineData("127.0.0.1.", "127.0.0.1")]
    [InlineData("db.internal", "10.1.2.3")]
    [InlineData("metadata.test", "::ffff:169.254.169.254")]
    public async Task Call_NameOfPrivateAddresses_IsRefusedAndTellsNone(string name, string address)
    {
        Internet.Name(name, [address, "192.168.7.7"]);

        Assert.Equal(Refusal(name), await RefusedAsync(Client(), $"http://{name}/"));
        Assert.Empty(Internet.Dialled);
    }

    [Fact]
    public async Task Call_PublicName_IsAnswered()
    {
        await using var site = CannedSite.Saying("hello");
        Publish(site);

        Assert.Equal("hello", await Client().GetStringAsync("http://public.test/"));
        Assert.Equal([$"{Public}:80"], Internet.Dialled);
    }

    [Fact]
    public async Task Call_NameOfPublicAndPrivateAddresses_DialsThePublicOnly()
    {
        Internet.Name("mixed.test", ["127.0.0.1", Public, "10.0.0.1", OtherPublic, "::1"]);

        await Assert.ThrowsAsync<HttpRequestException>(() => Client().GetStringAsync("http://mixed.test/"));

        Assert.Equal([$"{Public}:80", $"[{OtherPublic}]:80"], Internet.Dialled);
    }

    [Fact]
    public async Task Call_FirstAddressDoesNotAnswer_DialsTheNext()
    {
        await using var site = CannedSite.Saying("hello");
        Publish(site);
        Internet.Name("public.test", [OtherPublic, $"::ffff:{Public}"]);

        Assert.Equal("hello", await Client().GetStringAsync("http://public.test/"));
        Assert.Equal([$"[{OtherPublic}]:80", $"{Public}:80"], Internet.Dialled);
    }

    [Fact]
    public async Task Call_NameThatBecomesPrivate_IsRefusedFromThenOn()
    {
        await using var site = CannedSite.Saying("hello");
        Publish(site);
        Internet.Name("public.test", [Public], ["127.0.0.1"]);
        var client = Client();

        Assert.Equal("hello", await client.GetStringAsync("http://public.test/"));
        Assert.Equal(Refusal("public.test"), await RefusedAsync(client, "http://public.test/"));

        // One look at the name for each connection: there is none between check and use.
        Assert.Equal(["public.test", "public.test"], Internet.Resolved);
        Assert.Equal([$"{Public}:80"], Internet.Dialled);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/", "169.254.169.254")]
    [InlineData("http://inside.test/", "inside.test")]
    [InlineData("//[::ffff:7f00:1]/", "[::ffff:127.0.0.1]")]
    public async Task Call_RedirectedToPrivateAddress_IsRefused(string location, string host)
    {
        await using var site = CannedSite.LeadingTo(location);
        Publish(site);
        Internet.Name("inside.test", ["10.0.0.1"]);

        Assert.Equal(Refusal(host), await RefusedAsync(Client(), "http://public.test/"));
        Assert.Equal([$"{Public}:80"], Internet.Dialled);
    }

    [Fact]
    public async Task Call_PrivateAddressesAllowed_IsAnswered()
    {
        await using var site = CannedSite.Saying("hello");
        Options.AllowPrivateAddresses = true;
        Internet.Name("db.internal", ["10.1.2.3"]);
        Internet.Places["10.1.2.3:80"] = site.Place;

        Assert.Equal("hello", await Client().GetStringAsync("http://db.internal/"));
    }

    [Fact]
    public async Task Call_UnknownName_IsALostConnection()
    {
        Internet.Name("empty.test", Array.Empty<string>());

        var unknown = await Assert.ThrowsAsync<HttpRequestException>(() => Client().GetStringAsync("http://unknown.test/"));
        var empty = await Assert.ThrowsAsync<HttpRequestException>(() => Client().GetStringAsync("http://empty.test/"));

        Assert.IsType<SocketException>(unknown.InnerException);
        Assert.IsType<SocketException>(empty.InnerException);
    }

    [Fact]
    public async Task Call_NameThatIsNeverFound_EndsWithTheLimitOfConnections()
    {
        var given = new TaskCompletionSource();
        Options.ConnectTimeout = TimeSpan.FromSeconds(1);
        Internet.Looking = async (_, cancellationToken) =>
        {
            using var givenUp = cancellationToken.Register(given.SetResult);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };

        var failure = await Assert.ThrowsAsync<TaskCanceledException>(() => Client().GetStringAsync("http://slow.test/").WaitAsync(_limit));

        Assert.IsType<TimeoutException>(failure.InnerException);
        await given.Task.WaitAsync(_limit);
    }

    [Fact]
    public async Task RealNetwork_NameOfThisMachine_IsNotPublic()
    {
        var addresses = await OutboundNetwork.Real.ResolveAsync("localhost", CancellationToken.None);

        Assert.NotEmpty(addresses);
        Assert.DoesNotContain(addresses, PublicAddresses.Contains);
    }
}
