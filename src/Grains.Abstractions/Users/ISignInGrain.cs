namespace SkillFlaw.Grains.Users;

/// <summary>
/// One address from which people sign in: slows down the guessing of passwords. The key is the caller's IP address as text; of an IPv6
/// address only the first 64 bits, because whoever has one has all the others of its network. What it knows is in memory only, and a
/// crash forgets it.
/// </summary>
[Alias("sign-in")]
public interface ISignInGrain : IGrainWithStringKey
{
    /// <summary>
    /// Asked before a password is looked at. A try counts as a failed one from here on until it is reported as a success, so that many at
    /// once are no more than the limit; one that is refused does not count, and is not reported.
    /// </summary>
    /// <param name="user">The name that was given, whether there is such a user or not. Upper and lower case are the same.</param>
    [Alias("begin")]
    Task<SignInVerdict> Begin(string user);

    /// <summary>How a try ended. A success forgives the user's failures from this address, but the address itself has still made them.</summary>
    [Alias("report")]
    Task Report(string user, bool succeeded);
}
