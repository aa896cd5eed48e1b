using Microsoft.Extensions.Options;

namespace SkillFlaw.Grains.Users;

/// <summary>Remembers the tries of one address that have not succeeded: no more than the address may make, so its memory is bounded.</summary>
internal sealed class SignInGrain(IOptions<SignInOptions> options, TimeProvider clock) : Grain, ISignInGrain
{
    // Longer than any name of ours; what is longer counts as the same name.
    private const int LongestName = 200;

    // In the order of their beginnings.
    private readonly List<Try> _tries = [];

    public Task<SignInVerdict> Begin(string user)
    {
        // The time since the clock's own beginning: it never jumps, as the time of day may.
        var now = clock.GetElapsedTime(0);
        var limits = options.Value;
        _tries.RemoveAll(each => each.Began + limits.Window <= now);
        var name = NameOf(user);
        var first = FirstOf(_tries.Where(each => each.User == name), limits.TriesPerUser);
        var firstOfAll = FirstOf(_tries, limits.TriesPerAddress);
        if (first is not null || firstOfAll is not null)
        {
            var last = TimeSpan.FromTicks(Math.Max((first?.Began ?? default).Ticks, (firstOfAll?.Began ?? default).Ticks));
            return Task.FromResult(new SignInVerdict(last + limits.Window - now));
        }

        _tries.Add(new Try(now) { User = name });

        // To be collected as idle would be to forget.
        DelayDeactivation(limits.Window);
        return Task.FromResult(new SignInVerdict(TimeSpan.Zero));
    }

    public Task Report(string user, bool succeeded)
    {
        var name = NameOf(user);
        var ended = _tries.Find(each => each.User == name && !each.HasFailed);
        if (!succeeded)
        {
            ended?.HasFailed = true;
            return Task.CompletedTask;
        }

        if (ended is not null)
        {
            _tries.Remove(ended);
        }

        // Those of the same user that still go on may fail yet.
        foreach (var failed in _tries.Where(each => each.User == name && each.HasFailed))
        {
            failed.User = null;
        }

        return Task.CompletedTask;
    }

    private static string NameOf(string user) => (user.Length > LongestName ? user[..LongestName] : user).ToUpperInvariant();

    // The one that has to be forgotten before there may be another; null if there may be one now.
    private static Try? FirstOf(IEnumerable<Try> tries, int limit) => tries.Reverse().ElementAtOrDefault(limit - 1);

    private sealed class Try(TimeSpan began)
    {
        public TimeSpan Began => began;

        // Null for one that counts for the address only.
        public string? User { get; set; }

        public bool HasFailed { get; set; }
    }
}
