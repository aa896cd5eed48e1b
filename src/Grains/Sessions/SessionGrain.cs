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
    private readonly List<ImmutableArray<SessionChange>> _missed = [];
    private SessionKey? _key;
    private Task? _loading;
    private int _drops;
    private bool _isLoaded;
    private bool _isWhole;

    private SessionKey Key => _key ??= SessionKey.Parse(this.GetPrimaryKeyString());

    public async Task Change(ImmutableArray<SessionChange> changes)
    {
        if (changes.IsEmpty)
        {
            return;
        }

        var write = journal.AppendAsync(EntriesOf(changes), CancellationToken.None);
        _writing.Add(write);

        // Who stores needs no window. Where there is one it changes at once, so that the next reader sees the message before it is on the disk.
        if (_isLoaded)
        {
            Apply(changes);
        }
        else if (_loading is not null)
        {
            _missed.Add(changes);
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

    private List<JournalEntry> EntriesOf(ImmutableArray<SessionChange> changes)
    {
        var key = Key;
        var entries = new List<JournalEntry>(changes.Length);
        foreach (var (kind, id, message) in changes)
        {
            if (kind is SessionChangeKind.Put or SessionChangeKind.Remove)
            {
                entries.Add(MessageTable.Instance.Delete(key.TenantId, id));
            }

            if (message?.ToRow(key.TenantId, key.FlowId, clock) is { } row)
            {
                entries.Add(kind is SessionChangeKind.Replace ? MessageTable.Instance.Replace(row) : MessageTable.Instance.Insert(row));
            }
        }

        return entries;
    }

    private void Apply(ImmutableArray<SessionChange> changes)
    {
        foreach (var (_, id, message) in changes)
        {
            if (message is null)
            {
                _recent.RemoveAll(each => each.Id == id);
            }
            else
            {
                Keep(message);
            }
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
        foreach (var changes in _missed)
        {
            Apply(changes);
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
