using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Sessions;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>The first call of every query here: whatever was said in another's flow is not there.</summary>
internal static class OwnMessages
{
    /// <summary>The messages of the caller's flows, or of one of them.</summary>
    public static IQueryable<StoredMessage> MessagesOf(this SkillFlawDb database, Caller caller, Guid? flowId = null)
    {
        var own = database.Flows.OfCaller(caller).Where(flow => flowId == null || flow.Id == flowId).Select(flow => flow.Id);
        var messages = database.Messages.OfTenant(caller.TenantId).Where(message => own.Contains(message.FlowId));
        return flowId is { } id ? messages.Where(message => message.FlowId == id) : messages;
    }

    /// <summary>
    /// The same for messages that are then named by their ids. The owner of each is looked up by itself: a database that knows little of its tables
    /// may otherwise read all messages of all flows of the caller to find a few.
    /// </summary>
    public static IQueryable<StoredMessage> NamedMessagesOf(this SkillFlawDb database, Caller caller) =>
        database.Messages.Where(message => database.Flows.OfTenant(caller.TenantId)
            .Where(flow => flow.Id == message.FlowId && flow.TenantId == message.TenantId)
            .Select(flow => (int?)flow.UserId).FirstOrDefault() == caller.UserId);

    /// <summary>
    /// The messages of a session in the caller's flows, or in one of them. Sessions have no index of their own, which each new message would have to
    /// be put into: it is asked of each flow whether it has the session.
    /// </summary>
    public static async Task<IQueryable<StoredMessage>> MessagesOfSessionAsync(
        this SkillFlawDb database, Caller caller, Guid? flowId, string sessionId, CancellationToken cancellationToken)
    {
        if (flowId is not null)
        {
            return database.MessagesOf(caller, flowId).Where(message => message.SessionId == sessionId);
        }

        var messages = database.Messages.OfTenant(caller.TenantId).Where(message => message.SessionId == sessionId);
        var flows = await database.Flows.OfCaller(caller)
            .Where(flow => messages.Where(message => message.FlowId == flow.Id).Max(message => (long?)message.Id) != null)
            .Select(flow => flow.Id).ToListAsync(cancellationToken);
        return messages.Where(message => flows.Contains(message.FlowId));
    }

    /// <summary>The sessions with a name of the caller's flows, or of one of them.</summary>
    public static IQueryable<ChatSession> SessionsOf(this SkillFlawDb database, Caller caller, Guid? flowId = null)
    {
        var own = database.Flows.OfCaller(caller).Where(flow => flowId == null || flow.Id == flowId).Select(flow => flow.Id);
        return database.Sessions.OfTenant(caller.TenantId).Where(session => own.Contains(session.FlowId));
    }
}
