namespace SkillFlaw.Grains.Users;

/// <summary>Whether somebody may try to sign in.</summary>
/// <param name="RetryAfter">How long to wait before the next try; zero if this one may go on.</param>
[GenerateSerializer, Immutable, Alias("sign-in-verdict")]
public sealed record SignInVerdict([property: Id(0)] TimeSpan RetryAfter)
{
    /// <summary>True if the password may be looked at.</summary>
    public bool MayTry => RetryAfter == TimeSpan.Zero;
}
