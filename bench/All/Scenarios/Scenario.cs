using SkillFlaw.Bench.All.Processes;
using SkillFlaw.Bench.All.Sending;

namespace SkillFlaw.Bench.All.Scenarios;

/// <summary>Something to send again and again, and the bare endpoint that it is measured against.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="Connections">How many at once.</param>
/// <param name="Steps">The requests.</param>
internal sealed record Scenario(string Name, int Connections, params LoadStep[] Steps)
{
    /// <summary>What is sent to the bare server; null for no limit. <c>@size@</c> is the size of the scenario's answers.</summary>
    public LoadStep? Limit { get; init; }

    /// <summary>Whether the database matters.</summary>
    public bool Stores { get; init; } = true;

    /// <summary>Whether an answer may take longer than a second.</summary>
    public bool MayBeLate { get; init; }

    /// <summary>How long a round takes at least: long enough for a few answers on each connection.</summary>
    public double LeastSeconds { get; init; }

    /// <summary>What one operation is made of, as 30 vertices.</summary>
    public (int Count, string Name)? Parts { get; init; }

    /// <summary>How many different values <c>@turn@</c> takes.</summary>
    public int Turns { get; init; } = 64;

    public LoadJob Job(MeasuredServer server) => new(server.Port, server.ApiKey, Connections, Steps) { Turns = Turns, Seconds = LeastSeconds };

    public LoadJob? LimitJob(MeasuredServer bare, double size)
    {
        if (Limit is null)
        {
            return null;
        }

        var step = Limit with { Path = Limit.Path.Replace("@size@", $"{size:F0}", StringComparison.Ordinal) };
        return new(bare.Port, bare.ApiKey, Connections, [step]) { Seconds = LeastSeconds };
    }
}
