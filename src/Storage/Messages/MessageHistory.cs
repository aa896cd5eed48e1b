using Microsoft.EntityFrameworkCore;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Messages;

/// <summary>What was said in a session.</summary>
public sealed class MessageHistory(IDbContextFactory<SkillFlawDb> databases)
{
    /// <summary>The newest messages that a filter lets through, in the order in which they were stored.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<Message>> ReadNewestAsync(MessageFilter filter, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var messages = database.Messages.AsNoTracking()
            .OfTenant(filter.TenantId)
            .Where(message => message.FlowId == filter.FlowId && message.SessionId == filter.SessionId);
        if (filter.ContextId is { } context)
        {
            messages = messages.Where(message => message.ContextId == context);
        }

        if (filter.Sender is { } sender)
        {
            messages = messages.Where(message => message.Sender == sender);
        }

        if (filter.SenderName is { } name)
        {
            messages = messages.Where(message => message.SenderName == name);
        }

        if (filter.WithoutErrors)
        {
            messages = messages.Where(message => !message.Error && message.Category != Message.ErrorCategory);
        }

        var rows = await messages.OrderByDescending(message => message.Id).Take(count).ToListAsync(cancellationToken);
        rows.Reverse();
        return [.. rows.Select(row => row.ToMessage())];
    }
}
