using System.Collections.Immutable;
using SkillFlaw.Graph.Compilation;

namespace SkillFlaw.Graph.Runs;

/// <summary>Which vertices are stopped or excluded, and by whom.</summary>
internal sealed class Branches(FlowGraph graph, MergeRule merging)
{
    private static readonly HashSet<string> _none = [];

    private readonly Dictionary<int, HashSet<int>> _stopped = [];
    private readonly Dictionary<int, HashSet<int>> _excluded = [];
    private int[] _closed = [];

    /// <summary>Whether anything is stopped or excluded now.</summary>
    public bool AnyClosed => _stopped.Count + _excluded.Count > 0;

    public bool IsOpen(int vertex) => _closed.Length == 0 || _closed[vertex] == 0;

    /// <summary>A vertex decides anew: what it stopped before no longer is.</summary>
    public void Reopen(int vertex) => Replace(_stopped, vertex, null);

    /// <summary>As <see cref="Reopen"/>, exclusions included.</summary>
    public void Forget(int vertex)
    {
        Replace(_stopped, vertex, null);
        Replace(_excluded, vertex, null);
    }

    /// <summary>Applies what a vertex decided. The outputs that it stopped are given back.</summary>
    public IReadOnlySet<string> Apply(int vertex, ImmutableArray<BranchChange> changes)
    {
        if (changes.IsDefaultOrEmpty)
        {
            return _none;
        }

        var stopped = new HashSet<string>();
        var started = new HashSet<string>();
        var excluded = new HashSet<string>();
        foreach (var change in changes)
        {
            switch (change.Action)
            {
                case BranchAction.Stop:
                    stopped.Add(change.Output);
                    started.Remove(change.Output);
                    break;
                case BranchAction.Start:
                    stopped.Remove(change.Output);
                    started.Add(change.Output);
                    break;
                case BranchAction.Exclude:
                    Replace(_excluded, vertex, null);
                    excluded = [change.Output];
                    break;
                case BranchAction.ClearExclusions:
                    Replace(_excluded, vertex, null);
                    excluded.Clear();
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(changes), change.Action, "No such action.");
            }
        }

        if (stopped.Count > 0)
        {
            var behind = Behind(vertex, stopped);
            behind.ExceptWith(Reach.From(graph.Vertices, vertex, OutgoingOf(vertex, started)));
            Replace(_stopped, vertex, behind);
        }

        if (excluded.Count > 0)
        {
            Replace(_excluded, vertex, Behind(vertex, excluded));
        }

        return stopped;
    }

    private HashSet<int> Behind(int vertex, HashSet<string> outputs)
    {
        // A loop ends its body, and not what else takes from there: that is behind a loop around it.
        var loop = graph.Vertices[vertex].Loop;
        if (loop is not null && outputs.All(loop.ItemOutputs.Contains))
        {
            return [.. loop.Members];
        }

        var behind = Reach.From(graph.Vertices, vertex, OutgoingOf(vertex, outputs));
        if (merging is MergeRule.RunsWithLivingBranch && loop is null)
        {
            var living = graph.Vertices[vertex].Outgoing.Where(edge => !outputs.Contains(edge.SourceOutput));
            behind.ExceptWith(Reach.From(graph.Vertices, vertex, living));
        }

        return behind;
    }

    private IEnumerable<Edge> OutgoingOf(int vertex, HashSet<string> outputs) =>
        graph.Vertices[vertex].Outgoing.Where(edge => outputs.Contains(edge.SourceOutput));

    private void Replace(Dictionary<int, HashSet<int>> closed, int vertex, HashSet<int>? behind)
    {
        if (closed.Remove(vertex, out var before))
        {
            foreach (var index in before)
            {
                _closed[index]--;
            }
        }

        if (behind is not null)
        {
            if (_closed.Length == 0)
            {
                _closed = new int[graph.Vertices.Length];
            }

            closed.Add(vertex, behind);
            foreach (var index in behind)
            {
                _closed[index]++;
            }
        }
    }
}
