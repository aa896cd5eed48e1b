using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>What was said in the caller's flows (semantics section 5.2).</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this RouteGroupBuilder monitor)
    {
        monitor.MapGet("/messages", List).Allow(Access.Owner)
            .WithName("get_messages").WithSummary("List messages of one's flows").ProducesError(422);
        monitor.MapDelete("/messages", Delete).Allow(Access.Owner).TakesSmallBodies()
            .WithName("delete_messages").WithSummary("Delete messages by their ids").Takes<IReadOnlyList<long>>().ProducesError(422);
        monitor.MapPut("/messages/{message_id}", Update).Allow(Access.Owner)
            .WithName("update_message").WithSummary("Change a message").Takes<MessageChangesBody>().ProducesError(404, 409, 422);
    }

    private static async Task<StreamedJson<IAsyncEnumerable<MonitorMessage>>> List(
        [AsParameters] MessageQuery query, Caller caller, MessageReading messages, CancellationToken cancellationToken)
    {
        query.Check();
        return await messages.ListAsync(caller, query, cancellationToken);
    }

    private static async Task<NoContent> Delete(JsonBody body, Caller caller, MessageChanges changes, CancellationToken cancellationToken)
    {
        await changes.DeleteAsync(caller, MessageIds.OfBody(body), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<MonitorMessage>, ApiError>> Update(
        [FromRoute(Name = "message_id")] string messageId, JsonBody body, Caller caller, MessageChanges changes, CancellationToken cancellationToken)
    {
        var id = MessageIds.OfPath(messageId);
        return await changes.UpdateAsync(caller, id, MessageChangesBody.Read(body.Fields), cancellationToken) is { } message
            ? TypedResults.Ok(message)
            : ApiError.NotFound("Message not found");
    }
}
