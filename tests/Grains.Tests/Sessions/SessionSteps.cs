using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Sessions;

internal static class SessionSteps
{
    public static Task AddAsync(this ISessionGrain session, Message message) => session.Change([SessionChange.Of(SessionChangeKind.Add, message)]);

    public static Task ReplaceAsync(this ISessionGrain session, Message message) =>
        session.Change([SessionChange.Of(SessionChangeKind.Replace, message)]);

    public static Task RemoveAsync(this ISessionGrain session, Guid messageId) =>
        session.Change([new SessionChange(SessionChangeKind.Remove, messageId, null)]);
}
