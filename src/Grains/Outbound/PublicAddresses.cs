using System.Net;
using System.Net.Sockets;

namespace SkillFlaw.Grains.Outbound;

/// <summary>
/// The addresses that belong to somebody on the internet, after IANA's registries of special-purpose addresses. An IPv6 address that stands for
/// an IPv4 one is as public as that one, if networks of today know it; tunnels of the past (6to4, Teredo, IPv4-compatible) are not public.
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] _notPublic4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this network
        IPNetwork.Parse("10.0.0.0/8"), // private
        IPNetwork.Parse("100.64.0.0/10"), // shared by a provider's customers
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("168.63.129.16/32"), // public by its number, but a cloud's platform answers there
        IPNetwork.Parse("169.254.0.0/16"), // link-local, and the clouds' metadata
        IPNetwork.Parse("172.16.0.0/12"), // private
        IPNetwork.Parse("192.0.0.0/24"), // protocol assignments
        IPNetwork.Parse("192.0.2.0/24"), // documentation
        IPNetwork.Parse("192.88.99.0/24"), // relays of 6to4
        IPNetwork.Parse("192.168.0.0/16"), // private
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks
        IPNetwork.Parse("198.51.100.0/24"), // documentation
        IPNetwork.Parse("203.0.113.0/24"), // documentation
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, and broadcast
    ];

    // All that is given out to networks; loopback, link-local, site-local, unique local, multicast and the rest are outside of it.
    private static readonly IPNetwork _global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] _notPublic6 =
    [
        IPNetwork.Parse("2001::/23"), // protocol assignments, among them Teredo
        IPNetwork.Parse("2001:db8::/32"), // documentation
        IPNetwork.Parse("2002::/16"), // 6to4
        IPNetwork.Parse("3fff::/20"), // documentation
    ];

    // Where a network without IPv4 reaches the IPv4 internet: the last four bytes are the address there.
    private static readonly IPNetwork _nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool Contains(IPAddress address) => address switch
    {
        { AddressFamily: AddressFamily.InterNetwork } => !IsIn(_notPublic4, address),
        { AddressFamily: not AddressFamily.InterNetworkV6 } => false,
        { IsIPv4MappedToIPv6: true } => Contains(address.MapToIPv4()),
        _ when _nat64.Contains(address) => Contains(new IPAddress(address.GetAddressBytes().AsSpan(12))),
        _ => _global6.Contains(address) && !IsIn(_notPublic6, address),
    };

    private static bool IsIn(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => network.Contains(address));
}
