using System.Threading.Channels;

namespace SkillFlaw.FakeOpenAI;

/// <summary>
/// Holds replies back until a test lets them go on. A streamed reply passes it before each piece, any other reply once. One gate may hold
/// several replies.
/// </summary>
public sealed class FakeGate
{
    private readonly Channel<bool> _permits = Channel.CreateUnbounded<bool>();

    /// <summary>Lets so many pieces through, now or when they come.</summary>
    public void Release(int pieces = 1)
    {
        for (var i = 0; i < pieces; i++)
        {
            _permits.Writer.TryWrite(true);
        }
    }

    /// <summary>Lets everything through, now and later.</summary>
    public void Open() => _permits.Writer.TryComplete();

    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        while (await _permits.Reader.WaitToReadAsync(cancellationToken) && !_permits.Reader.TryRead(out _))
        {
            // Another reply was faster.
        }
    }
}
