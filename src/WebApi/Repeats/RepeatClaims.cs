using System.Collections.Concurrent;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Repeats;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Repeats;

/// <summary>
/// Who does a request that came with a key: the first one that claims it, by a row of its own, before anything is done. All others wait for
/// its answer, on this node in memory and on others by asking the database.
/// </summary>
internal sealed class RepeatClaims(RepeatableRequests requests, Journal journal, IJobNode node, Nodes nodes, TimeProvider clock)
{
    private const int MostRefusals = 3;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<(Guid TenantId, string KeyHash), RepeatTurn> _turns = new();

    /// <summary>Claims a request, or waits for its answer.</summary>
    /// <param name="tenantId">Whose it is.</param>
    /// <param name="keyHash">What stands for its key.</param>
    /// <param name="requestHash">What stands for what is asked.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The answer; or a claim, which is to be ended.</returns>
    /// <exception cref="ApiException">The key stands for another request.</exception>
    public async Task<RepeatTurn> EnterAsync(Guid tenantId, string keyHash, string requestHash, CancellationToken cancellationToken)
    {
        var own = new RepeatTurn();
        while (_turns.GetOrAdd((tenantId, keyHash), own) is var turn && turn != own)
        {
            if (await turn.Known.WaitAsync(cancellationToken) is { } other)
            {
                Check(other, requestHash);
            }

            if (await turn.Ended.WaitAsync(cancellationToken) is { } answer)
            {
                Check(answer.RequestHash, requestHash);
                return turn;
            }
        }

        try
        {
            await ClaimAsync(own, tenantId, keyHash, requestHash, cancellationToken);
            if (own.Row!.Status is not null)
            {
                End(own, own.Row);
            }

            return own;
        }
        catch
        {
            _turns.TryRemove(new((tenantId, keyHash), own));
            own.End(null);
            throw;
        }
    }

    /// <summary>The request is done, and this is its answer. It is stored when this ends; whoever waits for it has it too.</summary>
    /// <exception cref="RowRefusedException">Another node does the request by now.</exception>
    public async Task AnswerAsync(RepeatTurn turn, RepeatableRequest answered)
    {
        try
        {
            await journal.AppendAsync(RepeatableRequestTable.Instance.Change(answered), CancellationToken.None);
        }
        catch (Exception failure)
        {
            End(turn, failure is RowRefusedException ? null : answered);
            throw;
        }

        End(turn, answered);
    }

    /// <summary>The request has no answer that is to be kept. Whoever waits for one may claim it now.</summary>
    public async Task GiveUpAsync(RepeatTurn turn, Unfinished how)
    {
        try
        {
            await (how is Unfinished.IsForgotten
                ? requests.RemoveAsync(turn.Row!, CancellationToken.None)
                : requests.PassAsync(turn.Row!, Guid.Empty, CancellationToken.None));
        }
        finally
        {
            // Where that could not be stored, the row is this node's, and whoever asks this node next begins it again.
            End(turn, null);
        }
    }

    private static void Check(string one, string other)
    {
        if (one != other)
        {
            throw new ApiException(
                StatusCodes.Status422UnprocessableEntity, $"This {RepeatKey.Header} was used for another request. Use another key for each request.");
        }
    }

    private void End(RepeatTurn turn, RepeatableRequest? answer)
    {
        _turns.TryRemove(new((turn.Row!.TenantId, turn.Row.KeyHash), turn));
        turn.End(answer);
    }

    private async Task ClaimAsync(RepeatTurn turn, Guid tenantId, string keyHash, string requestHash, CancellationToken cancellationToken)
    {
        var watch = new NodeWatch(nodes, node.TakeOverAfter, clock);
        for (var refusals = 0; ;)
        {
            var row = await requests.FindAsync(tenantId, keyHash, cancellationToken);
            if (row is not null && IsOver(row, requestHash))
            {
                await requests.RemoveAsync(row, cancellationToken);
                row = null;
            }

            if (row is null)
            {
                try
                {
                    row = New(tenantId, keyHash, requestHash);
                    await journal.AppendAsync(RepeatableRequestTable.Instance.Insert(row), cancellationToken);
                    turn.Claim(row, wasTried: false);
                    return;
                }
                catch (RowRefusedException) when (refusals++ < MostRefusals)
                {
                    // Another node was faster.
                    continue;
                }
            }

            Check(row.RequestHash, requestHash);
            turn.Know(requestHash);
            if (row.Status is not null || row.Node == node.Id)
            {
                turn.Claim(row, wasTried: true);
                return;
            }

            if (row.Node != Guid.Empty && !await watch.IsGoneAsync(row.Node, cancellationToken))
            {
                await Task.Delay(_pause, clock, cancellationToken);
            }
            else if (await requests.PassAsync(row, node.Id, cancellationToken))
            {
                turn.Claim(row with { Node = node.Id }, wasTried: true);
                return;
            }
        }
    }

    // Too old, or given up and not asked for any more.
    private bool IsOver(RepeatableRequest row, string requestHash) => clock.GetUtcNow() - row.CreatedAt >= RepeatableRequests.Lifetime
        || (row.Status is null && row.Node == Guid.Empty && row.RequestHash != requestHash);

    private RepeatableRequest New(Guid tenantId, string keyHash, string requestHash) => new()
    {
        TenantId = tenantId,
        KeyHash = keyHash,
        RequestHash = requestHash,
        JobId = Guid.CreateVersion7(),
        Node = node.Id,
        CreatedAt = clock.GetUtcNow(),
    };
}
