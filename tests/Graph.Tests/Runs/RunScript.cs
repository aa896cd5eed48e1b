using System.Collections.Immutable;

namespace SkillFlaw.Graph.Runs;

/// <summary>What the vertices of a run decide, whoever asks and in whatever order.</summary>
internal sealed class RunScript
{
    private static readonly BranchChange _stopDone = new(BranchAction.Stop, "done");
    private static readonly ImmutableArray<BranchChange> _lastPass = [new(BranchAction.Stop, "item"), new(BranchAction.Start, "done")];

    /// <summary>How many items a loop has; the number says how often it has begun before.</summary>
    public Func<Vertex, int, int> Items { get; init; } = (_, _) => 2;

    /// <summary>What any other vertex does to its branches; the number says how often it has run before.</summary>
    public Func<Vertex, int, ImmutableArray<BranchChange>> Route { get; init; } = (_, _) => [];

    /// <summary>Whether a vertex fails; the number says how often it has run before.</summary>
    public Func<Vertex, int, bool> Fails { get; init; } = (_, _) => false;

    private readonly Dictionary<int, int> _rounds = [];

    public ImmutableArray<BranchChange> Decide(Vertex vertex, int pass, int run)
    {
        if (vertex.Loop is null)
        {
            return Route(vertex, run);
        }

        var round = _rounds.GetValueOrDefault(vertex.Index);
        if (pass < Items(vertex, round))
        {
            return [_stopDone];
        }

        _rounds[vertex.Index] = round + 1;
        return _lastPass;
    }

    /// <summary>The same decisions for another run.</summary>
    public RunScript Again() => new() { Items = Items, Route = Route, Fails = Fails };
}
