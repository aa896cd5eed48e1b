using System.Net;

namespace SkillFlaw.Grains.Outbound;

public sealed class PublicAddressesTests
{
    private static readonly IPNetwork[] _refused = Array.ConvertAll(
        new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        },
        IPNetwork.Parse);

    [Theory]
    // Each network's first and last.
    [InlineData("0.0.0.0", "0.255.255.255")]
    [InlineData("10.0.0.0", "10.255.255.255")]
    [InlineData("100.64.0.0", "100.127.255.255")]
    [InlineData("127.0.0.0", "127.255.255.255")]
    [InlineData("168.63.129.16", "168.63.129.16")]
    [InlineData("169.254.0.0", "169.254.255.255")]
    [InlineData("172.16.0.0", "172.31.255.255")]
    [InlineData("192.0.0.0", "192.0.0.255")]
    [InlineData("192.0.2.0", "192.0.2.255")]
    [InlineData("192.88.99.0", "192.88.99.255")]
    [InlineData("192.168.0.0", "192.168.255.255")]
    [InlineData("198.18.0.0", "198.19.255.255")]
    [InlineData("198.51.100.0", "198.51.100.255")]
    [InlineData("203.0.113.0", "203.0.113.255")]
    [InlineData("224.0.0.0", "239.255.255.255")]
    [InlineData("240.0.0.0", "255.255.255.255")]
    // Unspecified, loopback, compatible, discard, translated locally, segments.
    [InlineData("::", "::1")]
    [InlineData("::8.8.8.8", "::ffff:0:0")]
    [InlineData("100::", "100::ffff:ffff:ffff:ffff")]
    [InlineData("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("5f00::", "5f00:ffff::")]
    // Teredo, benchmarks, identifiers, documentation, 6to4.
    [InlineData("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff")]
    // Unique local, link-local, with its scope too, site-local, multicast.
    [InlineData("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fe80::1%1", "fe80::1%2")]
    [InlineData("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void Contains_SpecialAddress_No(string first, string last)
    {
        Assert.False(PublicAddresses.Contains(IPAddress.Parse(first)));
        Assert.False(PublicAddresses.Contains(IPAddress.Parse(last)));
    }

    [Theory]
    // The neighbours of the networks above.
    [InlineData("1.0.0.0", "9.255.255.255")]
    [InlineData("11.0.0.0", "100.63.255.255")]
    [InlineData("100.128.0.0", "126.255.255.255")]
    [InlineData("128.0.0.0", "168.63.129.15")]
    [InlineData("168.63.129.17", "169.253.255.255")]
    [InlineData("169.255.0.0", "172.15.255.255")]
    [InlineData("172.32.0.0", "191.255.255.255")]
    [InlineData("192.0.1.0", "192.0.1.255")]
    [InlineData("192.0.3.0", "192.88.98.255")]
    [InlineData("192.88.100.0", "192.167.255.255")]
    [InlineData("192.169.0.0", "198.17.255.255")]
    [InlineData("198.20.0.0", "198.51.99.255")]
    [InlineData("198.51.101.0", "203.0.112.255")]
    [InlineData("203.0.114.0", "223.255.255.255")]
    [InlineData("2001:200::", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db9::", "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2003::", "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("3fff:1000::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2606:4700:4700::1111", "2a00:1450:4001:80b::200e")]
    public void Contains_AddressOfTheInternet_Yes(string first, string last)
    {
        Assert.True(PublicAddresses.Contains(IPAddress.Parse(first)));
        Assert.True(PublicAddresses.Contains(IPAddress.Parse(last)));
    }

    [Fact]
    public void Contains_SpecialAddressInsideOfAnother_No()
    {
        var random = new Random(20_251);
        for (var count = 0; count < 20_000; count++)
        {
            var network = _refused[random.Next(_refused.Length)];
            var bytes = network.BaseAddress.GetAddressBytes();
            for (var bit = network.PrefixLength; bit < 32; bit++)
            {
                bytes[bit / 8] |= (byte)(random.Next(2) << (7 - (bit % 8)));
            }

            Assert.False(PublicAddresses.Contains(new IPAddress(bytes)), new IPAddress(bytes).ToString());
            foreach (var embedded in Embed(bytes, random))
            {
                Assert.False(PublicAddresses.Contains(embedded), $"{new IPAddress(bytes)} in {embedded}");
            }
        }
    }

    [Fact]
    public void Contains_PublicAddressTranslated_Yes()
    {
        var random = new Random(20_252);
        for (var count = 0; count < 20_000; count++)
        {
            var address = new IPAddress((uint)random.NextInt64(1L << 32));
            if (_refused.Any(network => network.Contains(address)))
            {
                continue;
            }

            var bytes = address.GetAddressBytes();
            Assert.True(PublicAddresses.Contains(address), address.ToString());
            Assert.True(PublicAddresses.Contains(address.MapToIPv6()), address.ToString());
            Assert.True(PublicAddresses.Contains(Place("64:ff9b::", bytes, 12)), address.ToString());
        }
    }

    // Mapped, compatible, translated (RFC 6052, 8215: the byte 8 is left out), 6to4, Teredo's server, and Teredo's client, which is inverted.
    private static IEnumerable<IPAddress> Embed(byte[] address, Random random)
    {
        var inverted = Array.ConvertAll(address, each => (byte)~each);
        yield return new IPAddress(address).MapToIPv6();
        yield return Place("::", address, 12);
        yield return Place("64:ff9b::", address, 12);
        yield return Place("64:ff9b:1::", address, 12);
        yield return Place("64:ff9b:1::", [address[0], address[1], 0, address[2], address[3]], 6);
        yield return Place("64:ff9b:1::", [address[0], 0, address[1], address[2], address[3]], 7);
        yield return Place("64:ff9b:1::", address, 9);
        yield return Place($"2002:0:0:{random.Next(65_536):x}::1", address, 2);
        yield return Place($"2001::{random.Next(65_536):x}:808:808", address, 4);
        yield return Place($"2001:0:808:808:{random.Next(65_536):x}::", inverted, 12);
    }

    private static IPAddress Place(string prefix, byte[] address, int at)
    {
        var bytes = IPAddress.Parse(prefix).GetAddressBytes();
        address.CopyTo(bytes, at);
        return new IPAddress(bytes);
    }
}
