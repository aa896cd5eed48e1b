using System.Collections.Immutable;
using Orleans.Concurrency;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Messages;

namespace SkillFlaw.Grains.Sessions;

/// <summary>
/// Keeps the recent messages of one conversation. Reentrant, so that many messages wait for one commit together. What holds across every
/// await: a message enters the journal in the turn in which it came, so the journal has the order of the calls.
/// </summary>
[Reentrant]
internal sealed class SessionGrain(Journal journal, MessageHistory history, TimeProvider clock) : Grain, ISessionGrain
{
    // More than a prompt ever takes; older ones are read from the database.
    private const int Window = 200;

    private readonly List<Message> _recent = [];
    private readonly HashSet<Task> _writing = [];
    private Task? _loading;
    private bool _isWhole;

    private SessionKey Key => SessionKey.Parse(this.GetPrimaryKeyString());

    public Task Open() => Task.CompletedTask;

    public async Task Add(Message message)
    {
        var write = journal.AppendAsync(MessageTable.Instance.Insert(ToRow(message)), CancellationToken.None);
        await FinishAsync(write, () => Keep(message));
    }

    public async Task Replace(Message message)
    {
        var write = journal.AppendAsync(MessageTable.Instance.Replace(ToRow(message)), CancellationToken.None);
        await FinishAsync(write, () => Keep(message));
    }

    public async Task Remove(Guid messageId)
    {
        var write = journal.AppendAsync(MessageTable.Instance.Delete(Key.TenantId, messageId), CancellationToken.None);
        await FinishAsync(write, () => _recent.RemoveAll(message => message.Id == messageId));
    }

    public async Task<ImmutableArray<Message>> Read(SessionQuery query, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(query.Limit, 1, 10_000);
        await LoadAsync();
        var found = _recent.Where(message => Matches(message, query)).TakeLast(limit).ToImmutableArray();
        if (found.Length == limit || _isWhole)
        {
            return found;
        }

        // The window is too small for this one; the database has all, once what is on its way has come.
        await Task.WhenAll(_writing);
        var key = Key;
        var filter = new MessageFilter(key.TenantId, key.FlowId, key.SessionId)
        {
            ContextId = query.ContextId.Length > 0 ? query.ContextId : null,
            Sender = query.Sender,
            SenderName = query.SenderName,
        };
        return [.. (await history.ReadNewestAsync(filter, limit, cancellationToken)).Where(message => !message.Error)];
    }

    private static bool Matches(Message message, SessionQuery query) => !message.Error
        && (query.ContextId.Length == 0 || message.ContextId == query.ContextId)
        && (query.Sender is null || message.Sender == query.Sender)
        && (query.SenderName is null || message.SenderName == query.SenderName);

    private StoredMessage ToRow(Message message) => message.ToRow(Key.TenantId, Key.FlowId, clock);

    // The window changes at once where it is loaded, so that the next reader sees the message before it is on the disk.
    private async Task FinishAsync(Task write, Action change)
    {
        _writing.Add(write);
        try
        {
            if (_loading is { IsCompletedSuccessfully: true })
            {
                change();
            }
            else
            {
                await LoadAsync();
                change();
            }

            await write;
        }
        catch
        {
            // What the window shows may not be stored; the next reader loads it anew.
            _loading = null;
            throw;
        }
        finally
        {
            _writing.Remove(write);
        }
    }

    private void Keep(Message message)
    {
        var index = _recent.FindIndex(each => each.Id == message.Id);
        if (index >= 0)
        {
            _recent[index] = message;
            return;
        }

        _recent.Add(message);
        if (_recent.Count > Window)
        {
            _recent.RemoveAt(0);
            _isWhole = false;
        }
    }

    private Task LoadAsync() => _loading is { IsFaulted: false } loading ? loading : _loading = ReadWindowAsync();

    private async Task ReadWindowAsync()
    {
        var key = Key;
        var newest = await history.ReadNewestAsync(new MessageFilter(key.TenantId, key.FlowId, key.SessionId), Window, CancellationToken.None);
        _recent.Clear();
        _recent.AddRange(newest);
        _isWhole = newest.Count < Window;
    }
}
