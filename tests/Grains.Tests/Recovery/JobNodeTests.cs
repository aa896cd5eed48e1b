using Microsoft.Extensions.Options;

namespace SkillFlaw.Grains.Recovery;

public sealed class JobNodeTests
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(1);

    private readonly ManualClock _clock = new();

    [Fact]
    public void Lease_WithoutBeat_IsLostAfterTenSeconds()
    {
        using var node = NewNode();
        var lease = node.Lease;

        _clock.Advance(TimeSpan.FromSeconds(10) - _tick);
        node.Check();
        Assert.False(lease.IsCancellationRequested);
        _clock.Advance(_tick);
        node.Check();

        Assert.True(lease.IsCancellationRequested);
        Assert.True(node.Lease.IsCancellationRequested);
    }

    [Fact]
    public void Lease_AskedForAfterAPause_IsLostWithoutACheck()
    {
        using var node = NewNode();
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.True(node.Lease.IsCancellationRequested);
    }

    [Fact]
    public void Renew_InTime_CountsFromWhenTheBeatBegan()
    {
        using var node = NewNode();
        var lease = node.Lease;
        _clock.Advance(TimeSpan.FromSeconds(4));
        var began = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(5));
        node.Renew(began);

        _clock.Advance(TimeSpan.FromSeconds(5) - _tick);
        node.Check();
        Assert.False(lease.IsCancellationRequested);
        _clock.Advance(_tick);
        node.Check();

        Assert.True(lease.IsCancellationRequested);
    }

    [Fact]
    public void Renew_AfterTheLeaseIsLost_GivesANewOne()
    {
        using var node = NewNode();
        var lost = node.Lease;
        _clock.Advance(TimeSpan.FromSeconds(20));
        node.Check();

        node.Renew(_clock.GetTimestamp());

        Assert.True(lost.IsCancellationRequested);
        Assert.False(node.Lease.IsCancellationRequested);
    }

    [Fact]
    public void Renew_WithABeatThatTookTooLong_GivesNone()
    {
        using var node = NewNode();
        var began = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(12));
        node.Check();

        node.Renew(began);

        Assert.True(node.Lease.IsCancellationRequested);
    }

    [Fact]
    public void Options_OfNode_LeaveTimeBetweenGivingUpAndTakingOver()
    {
        var options = new NodeOptions();

        Assert.Equal((10, 15, 5), ((int)options.GiveUpAfter.TotalSeconds, (int)options.TakeOverAfter.TotalSeconds, options.MaxAttempts));
    }

    private JobNode NewNode() => new(Options.Create(new NodeOptions()), _clock);
}
