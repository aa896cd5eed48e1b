using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>The sessions of the caller's flows (semantics section 5.3). Each is named by any text, which clients of old make up.</summary>
internal static class MessageSessionEndpoints
{
    private const int MostAtOnce = 500;
    private const string NoMessages = "No messages found with the given session ID";

    public static void MapMessageSessions(this RouteGroupBuilder monitor)
    {
        monitor.MapGet("/messages/sessions", List).Allow(Access.Owner)
            .WithName("get_message_sessions").WithSummary("List the sessions of one's flows").ProducesError(422);
        monitor.MapPost("/messages/sessions", Create).Allow(Access.Owner).TakesSmallBodies()
            .WithName("create_message_session").WithSummary("Begin a session").Takes<NewSessionBody>().ProducesError(400, 404, 422);
        monitor.MapDelete("/messages/sessions", DeleteSeveral).Allow(Access.Owner).TakesSmallBodies()
            .WithName("delete_message_sessions_bulk").WithSummary("Delete sessions with their messages").Takes<IReadOnlyList<string>>().ProducesError(400, 422);
        monitor.MapPatch("/messages/session/{session_id}", Rename).Allow(Access.Owner)
            .WithName("rename_message_session").WithSummary("Give a session another name or another id").ProducesError(404, 422);
        monitor.MapDelete("/messages/session/{session_id}", Delete).Allow(Access.Owner)
            .WithName("delete_message_session").WithSummary("Delete a session with its messages").ProducesError(422);
    }

    private static async Task<Ok<IReadOnlyList<MessageSessionAnswer>>> List(
        [FromQuery(Name = "flow_id")] Guid? flowId, Caller caller, MessageSessions sessions, CancellationToken cancellationToken) =>
        TypedResults.Ok(await sessions.ListAsync(caller, flowId, cancellationToken));

    private static async Task<Results<Created<MessageSessionAnswer>, Ok<MessageSessionAnswer>, ApiError>> Create(
        JsonBody json, Caller caller, MessageSessions sessions, CancellationToken cancellationToken)
    {
        var body = NewSessionBody.Read(json.Fields);
        var (session, isNew, isFull) = await sessions.AddAsync(
            caller, body.FlowId, $"{body.SessionId ?? Guid.NewGuid()}", body.SessionName, cancellationToken);
        return session is null ? isFull ? ApiError.BadRequest("The flow has too many sessions; delete some first") : ApiError.NotFound("Flow not found")
            : isNew ? TypedResults.Created((string?)null, MessageSessionAnswer.Of(session, caller))
            : TypedResults.Ok(MessageSessionAnswer.Of(session, caller));
    }

    private static async Task<Results<StreamedJson<IAsyncEnumerable<MonitorMessage>>, ApiError>> Rename(
        [FromRoute(Name = "session_id")] string sessionId,
        [AsParameters] RenameQuery query,
        Caller caller,
        MessageSessions sessions,
        MessageChanges changes,
        MessageReading messages,
        CancellationToken cancellationToken)
    {
        query.Check();
        var session = SessionOf(sessionId);
        if (query.Name is { } name && !await sessions.NameAsync(caller, query.FlowId, session, name, cancellationToken))
        {
            return ApiError.NotFound(NoMessages);
        }

        if (query.Id is not { } newId || newId == session)
        {
            var all = await messages.FindAsync(caller, query.FlowId, session, cancellationToken);
            return all.Count == 0 && query.Name is null ? ApiError.NotFound(NoMessages) : messages.Answer(caller, all, cancellationToken);
        }

        var moved = await changes.MoveSessionAsync(caller, session, newId, query.FlowId, cancellationToken);
        return moved.Count == 0 && query.Name is null ? ApiError.NotFound(NoMessages) : messages.Answer(caller, moved, cancellationToken);
    }

    private static async Task<NoContent> Delete(
        [FromRoute(Name = "session_id")] string sessionId,
        [FromQuery(Name = "flow_id")] Guid? flowId,
        Caller caller,
        MessageChanges changes,
        CancellationToken cancellationToken)
    {
        await changes.DeleteSessionsAsync(caller, [SessionOf(sessionId)], flowId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SessionsDeleted>, ApiError>> DeleteSeveral(
        JsonBody body, Caller caller, MessageChanges changes, CancellationToken cancellationToken)
    {
        var sessions = body.Texts();
        return sessions.Count > MostAtOnce
            ? ApiError.BadRequest($"At most {MostAtOnce} sessions can be deleted at once")
            : TypedResults.Ok(new SessionsDeleted(
                $"Deleted {await changes.DeleteSessionsAsync(caller, sessions, null, cancellationToken)} sessions with their messages"));
    }

    // The server leaves an encoded slash in a path as it is.
    private static string SessionOf(string part) => part.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
