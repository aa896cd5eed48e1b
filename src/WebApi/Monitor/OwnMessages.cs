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

    /// <summary>The sessions with a name of the caller's flows, or of one of them.</summary>
    public static IQueryable<ChatSession> SessionsOf(this SkillFlawDb database, Caller caller, Guid? flowId = null)
    {
        var own = database.Flows.OfCaller(caller).Where(flow => flowId == null || flow.Id == flowId).Select(flow => flow.Id);
        return database.Sessions.OfTenant(caller.TenantId).Where(session => own.Contains(session.FlowId));
    }
}
