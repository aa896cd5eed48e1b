using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>A new session. Without an id it gets one.</summary>
internal sealed record NewSessionBody(Guid FlowId, Guid? SessionId, string? SessionName)
{
    /// <summary>How many characters the name of a session has at most.</summary>
    public const int LongestName = 255;

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestInvalidException">It is something else.</exception>
    public static NewSessionBody Read(JsonFields fields)
    {
        fields.Require("flow_id");
        if (fields.Has("flow_id") && fields.Peek("flow_id") is null)
        {
            fields.Fail("flow_id", "uuid_type", "UUID input should be a string, bytes or UUID object");
        }

        var body = new NewSessionBody(fields.Id("flow_id") ?? Guid.Empty, fields.Id("session_id"), fields.Text("session_name", 1, LongestName));
        fields.Check();
        return body;
    }
}
