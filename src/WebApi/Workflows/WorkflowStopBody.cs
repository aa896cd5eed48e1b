using System.ComponentModel;
using System.Text.Json;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>Which workflow is to stop.</summary>
internal sealed record WorkflowStopBody
{
    [Description("The job, as a text or an integer")]
    public required JsonElement JobId { get; init; }

    /// <summary>Reads the id out of a body.</summary>
    /// <exception cref="RequestInvalidException">There is none.</exception>
    public static string Read(JsonBody json)
    {
        var fields = json.Fields;
        fields.Require("job_id");
        string? id = null;
        if (fields.Has("job_id"))
        {
            id = fields.Peek("job_id") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out _)
                ? number.GetRawText()
                : fields.RequiredText("job_id");
        }

        fields.Check();
        return id ?? "";
    }
}
