using System.Text.Json;
using System.Text.Json.Serialization;
using SkillFlaw.Grains.Builds;

namespace SkillFlaw.Grains.Queue;

/// <summary>What went wrong at the tries of a job, as it is stored with it.</summary>
internal static class JobErrors
{
    // The oldest go first; a job that is revived again and again would collect them without end.
    private const int Most = 50;
    private const int MostText = 2_000;

    /// <summary>The list with one more.</summary>
    public static string Add(string? before, int attempt, DateTimeOffset at, JobOutcome outcome)
    {
        var errors = before is null ? new List<JobError>() : JsonSerializer.Deserialize(before, JobErrorJson.Default.ListJobError)!;
        var text = outcome.Error!;
        errors.Add(new JobError(attempt, at, text.Length <= MostText ? text : $"{text[..MostText]}…", outcome.VertexId, outcome.MayPass));
        return JsonSerializer.Serialize(errors.Count <= Most ? errors : errors[^Most..], JobErrorJson.Default.ListJobError);
    }
}

/// <summary>What went wrong at one try.</summary>
internal sealed record JobError(int Attempt, DateTimeOffset At, string Error, string? VertexId, bool MayPass);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(List<JobError>))]
internal sealed partial class JobErrorJson : JsonSerializerContext;
