using System.Net;
using System.Net.Sockets;
using SkillFlaw.Grains.Users;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>Slows down whoever guesses passwords: so many tries for each name and address, whatever node they come to.</summary>
internal sealed class SignInLimit(IGrainFactory grains)
{
    private const int NetworkBytes = 8;
    private const int LongestName = 200;

    /// <summary>Before a password is looked at.</summary>
    /// <exception cref="ApiException">There were too many tries.</exception>
    public async Task BeginAsync(HttpContext context, string username)
    {
        var verdict = await GrainOf(context).Begin(NameOf(username));
        if (!verdict.MayTry)
        {
            throw new ApiException(StatusCodes.Status429TooManyRequests, "Too many failed attempts to log in; try again later.")
            {
                RetryAfter = verdict.RetryAfter,
            };
        }
    }

    /// <summary>After a password was looked at.</summary>
    public Task EndAsync(HttpContext context, string username, bool succeeded) => GrainOf(context).Report(NameOf(username), succeeded);

    private static string NameOf(string username) => username.Length > LongestName ? username[..LongestName] : username;

    private ISignInGrain GrainOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }
        else if (address.AddressFamily is AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address))
        {
            // Who has one address of a network has them all.
            var bytes = address.GetAddressBytes();
            bytes.AsSpan(NetworkBytes).Clear();
            address = new IPAddress(bytes);
        }

        return grains.GetGrain<ISignInGrain>(address.ToString());
    }
}
