using System.Collections.Immutable;
using Orleans.Concurrency;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage;
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
    private readonly List<Action> _missed = [];
    private Task? _loading;
    private int _drops;
    private bool _isLoaded;
    private bool _isWhole;

    private SessionKey Key => SessionKey.Parse(this.GetPrimaryKeyString());

    public Task Open() => Task.CompletedTask;

    public async Task Add(Message message)
    {
        var write = journal.AppendAsync(MessageTable.Instance.Insert(ToRow(message)), CancellationToken.None);
        await FinishAsync(write, () => Keep(message));
    }

    public async Task Put(Message message)
    {
        JournalEntry[] change = [MessageTable.Instance.Delete(Key.TenantId, message.Id!.Value), MessageTable.Instance.Insert(ToRow(message))];
        await FinishAsync(journal.AppendAsync(change, CancellationToken.None), () => Keep(message));
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
        await SettleAsync();
        var key = Key;
        var filter = new MessageFilter(key.TenantId, key.FlowId, key.SessionId)
        {
            ContextId = query.ContextId.Length > 0 ? query.ContextId : null,
            Sender = query.Sender,
            SenderName = query.SenderName,
            WithoutErrors = true,
        };
        return [.. await history.ReadNewestAsync(filter, limit, cancellationToken)];
    }

    public Task Forget()
    {
        Drop();
        return Task.CompletedTask;
    }

    private static bool Matches(Message message, SessionQuery query) => !message.Error && message.Category != Message.ErrorCategory
        && (query.ContextId.Length == 0 || message.ContextId == query.ContextId)
        && (query.Sender is null || message.Sender == query.Sender)
        && (query.SenderName is null || message.SenderName == query.SenderName);

    private StoredMessage ToRow(Message message) => message.ToRow(Key.TenantId, Key.FlowId, clock);

    // Who stores needs no window. Where there is one it changes at once, so that the next reader sees the message before it is on the disk.
    private async Task FinishAsync(Task write, Action change)
    {
        _writing.Add(write);
        if (_isLoaded)
        {
            change();
        }
        else if (_loading is not null)
        {
            _missed.Add(change);
        }

        try
        {
            await write;
        }
        catch
        {
            // What the window shows is not stored; the next reader loads it anew.
            Drop();
            throw;
        }
        finally
        {
            _writing.Remove(write);
        }
    }

    // What is being read at this moment may be older than what has happened.
    private void Drop()
    {
        _drops++;
        _isLoaded = false;
        _loading = null;
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

    private async Task LoadAsync()
    {
        while (!_isLoaded)
        {
            var loading = _loading ??= ReadWindowAsync();
            try
            {
                await loading;
            }
            finally
            {
                if (_loading == loading)
                {
                    _loading = null;
                }
            }
        }
    }

    private async Task ReadWindowAsync()
    {
        var (key, drops) = (Key, _drops);
        _missed.Clear();
        await SettleAsync();
        var newest = await history.ReadNewestAsync(new MessageFilter(key.TenantId, key.FlowId, key.SessionId), Window, CancellationToken.None);
        if (drops != _drops)
        {
            return;
        }

        _recent.Clear();
        _recent.AddRange(newest);
        _isWhole = newest.Count < Window;
        _isLoaded = true;
        foreach (var change in _missed)
        {
            change();
        }

        _missed.Clear();
    }

    // Until what is on its way now is stored or has failed. Whoever stores it hears of a failure.
    private async Task SettleAsync()
    {
        try
        {
            await Task.WhenAll(_writing.ToArray());
        }
        catch (Exception failure) when (failure is StorageUnavailableException or RowRefusedException)
        {
        }
    }
}
