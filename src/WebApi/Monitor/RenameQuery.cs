using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Runs;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>What becomes of a session: another name, or, as in Langflow, another id. The names are those of the query.</summary>
internal sealed record RenameQuery
{
    [FromQuery(Name = "new_session_name")]
    public string? Name { get; init; }

    [FromQuery(Name = "new_session_id")]
    public string? Id { get; init; }

    [FromQuery(Name = "flow_id")]
    public Guid? FlowId { get; init; }

    /// <summary>Ends a request that asks for neither, or for what a session cannot be called.</summary>
    /// <exception cref="RequestInvalidException">It does.</exception>
    public void Check() =>
        RequestInvalidException.ThrowIfAny(
            Name is null && Id is null ? new ValidationError("missing", ["query", "new_session_name"], "Field required", null) : null,
            Name is "" ? TooShort("new_session_name") : null,
            Id is "" ? TooShort("new_session_id") : null,
            Name?.Length > NewSessionBody.LongestName
                ? TooLong("new_session_name", $"String should have at most {NewSessionBody.LongestName} characters", Name)
                : null,
            Id is not null && Encoding.UTF8.GetByteCount(Id) > RunBody.LongestSession
                ? TooLong("new_session_id", $"String should have at most {RunBody.LongestSession} bytes", Id)
                : null);

    private static ValidationError TooShort(string name) =>
        new("string_too_short", ["query", name], "String should have at least 1 character", Json("")) { Context = ("min_length", 1L) };

    private static ValidationError TooLong(string name, string message, string text) => new("string_too_long", ["query", name], message, Json(text));

    private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(text, HttpJson.Default.String);
}
