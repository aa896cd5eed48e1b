using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Identity;
using SkillFlaw.Storage.Users;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>Hashes and checks passwords. That is slow on purpose, so only a few are hashed at once: runs have the processor.</summary>
internal sealed class Passwords : IDisposable
{
    private const int MostWaiting = 200;

    private static readonly PasswordHasher<User> _hasher = new();

    // What an unknown user's password is checked against, so that the time tells nothing.
    private static readonly Lazy<string> _nobody = new(() => _hasher.HashPassword(null!, Guid.NewGuid().ToString()));

    private readonly ConcurrencyLimiter _hashing = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount / 2),
        QueueLimit = MostWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        InTurnAsync(() => _hasher.HashPassword(null!, password), cancellationToken);

    /// <summary>Checks a password, of nobody too.</summary>
    public Task<PasswordVerificationResult> VerifyAsync(User? user, string password, CancellationToken cancellationToken) =>
        InTurnAsync(() => _hasher.VerifyHashedPassword(null!, user?.PasswordHash ?? _nobody.Value, password), cancellationToken);

    public void Dispose() => _hashing.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> hash, CancellationToken cancellationToken)
    {
        using var turn = await _hashing.AcquireAsync(1, cancellationToken);
        return turn.IsAcquired
            ? await Task.Run(hash, cancellationToken)
            : throw new ApiException(StatusCodes.Status503ServiceUnavailable, "Too many people are logging in at the moment; try again.")
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            };
    }
}
