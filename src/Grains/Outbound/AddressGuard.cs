using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using SkillFlaw.Components;
using SkillFlaw.Grains.Components;

namespace SkillFlaw.Grains.Outbound;

/// <summary>
/// Makes the connections of all outbound calls, and only to addresses that are allowed. It decides about the very address that is dialled,
/// for each connection anew: neither a redirect nor a name that changes its addresses gets past it.
/// </summary>
internal sealed class AddressGuard(OutboundNetwork network, ModelProviders providers, IOptions<OutboundOptions> options)
{
    /// <summary>Connects to the first address of the host that is allowed and answers.</summary>
    /// <param name="client">The name of the client, which may be a provider's.</param>
    /// <param name="target">Host and port.</param>
    /// <param name="cancellationToken">The connection's, with its time limit.</param>
    /// <exception cref="ComponentException">No address of the host is allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(string client, DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = await FindAsync(target.Host, cancellationToken);
        var allowed = options.Value.AllowPrivateAddresses || providers.IsAt(client, target)
            ? addresses
            : Array.FindAll(addresses, PublicAddresses.Contains);
        if (allowed.Length == 0)
        {
            // Which address it is stays a secret: a name of the server's own network would tell about that network.
            throw addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new ComponentException(
                $"The address of '{target.Host}' is not allowed: it is private. The server's owner can allow private addresses.");
        }

        for (var index = 0; ; index++)
        {
            try
            {
                return await network.DialAsync(new IPEndPoint(allowed[index], target.Port), cancellationToken);
            }
            catch (SocketException) when (index < allowed.Length - 1)
            {
                // The host has another address.
            }
        }
    }

    private async Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken)
    {
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await network.ResolveAsync(host, cancellationToken);

        // A socket for IPv6 does not reach the IPv4 address that an IPv6 one stands for.
        return Array.ConvertAll(found, address => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }
}
