using SkillFlaw.Storage.Repeats;

namespace SkillFlaw.WebApi.Repeats;

/// <summary>The one on this node that does a request with a key, or asks who does, while all others with the same key wait for it.</summary>
internal sealed class RepeatTurn
{
    private readonly TaskCompletionSource<string?> _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RepeatableRequest?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The request; null until it is claimed.</summary>
    public RepeatableRequest? Row { get; private set; }

    /// <summary>Whether it may have been begun before.</summary>
    public bool WasTried { get; private set; }

    /// <summary>Complete once it is known which request the key stands for: its hash, or null where nothing came of it.</summary>
    public Task<string?> Known => _known.Task;

    /// <summary>Complete once it is over: with the answer, or with null where there is none to be kept.</summary>
    public Task<RepeatableRequest?> Ended => _ended.Task;

    /// <summary>The answer; null while there is none.</summary>
    public RepeatableRequest? Answer => _ended.Task.IsCompletedSuccessfully ? _ended.Task.Result : null;

    public void Know(string requestHash) => _known.TrySetResult(requestHash);

    public void Claim(RepeatableRequest row, bool wasTried)
    {
        (Row, WasTried) = (row, wasTried);
        Know(row.RequestHash);
    }

    public void End(RepeatableRequest? answer)
    {
        _known.TrySetResult(answer?.RequestHash);
        _ended.TrySetResult(answer);
    }
}
