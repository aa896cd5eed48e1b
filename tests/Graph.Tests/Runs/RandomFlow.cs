using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Graph.Runs;

/// <summary>Draws flows at random: steps in rows and side by side, loops in loops, routers, and edges across.</summary>
internal sealed class RandomFlow
{
    // With so many vertices only the begun rows are brought to an end.
    private const int Enough = 25;

    private readonly FlowJson _json = new();
    private readonly Random _random;
    private readonly bool _loops;
    private readonly bool _routers;
    private readonly bool _tangled;

    // For each vertex the loops and branches that it stands in, outermost first.
    private readonly List<(string Id, string[] Scope)> _vertices = [];
    private readonly List<(string Source, string Output, string Target)> _edges = [];
    private string[] _scope = [];

    private RandomFlow(Random random, bool loops, bool routers, bool tangled)
    {
        _random = random;
        _loops = loops;
        _routers = routers;
        _tangled = tangled;
    }

    public static FlowGraph Draw(int seed, bool loops, bool routers, bool tangled)
    {
        var flow = new RandomFlow(new Random(seed), loops, routers, tangled);
        var start = flow.Step([]);
        flow.Row(start, depth: 0);
        flow.AddRoots();
        flow.AddEdgesAcross();
        return flow._json.Compile();
    }

    private List<string> Row(List<string> from, int depth)
    {
        for (var left = _random.Next(1, 4); left > 0; left--)
        {
            from = Block(from, depth);
        }

        return from;
    }

    // From the outputs that a block begins with to those that it ends with.
    private List<string> Block(List<string> from, int depth) => _random.Next(depth > 3 || _vertices.Count > Enough ? 1 : 6) switch
    {
        3 when _loops => Loop(from, depth + 1),
        4 when _routers => Route(from, depth + 1),
        5 => [.. Row(Step(from), depth + 1), .. Row(Step(from), depth + 1)],
        _ => Step(from),
    };

    private List<string> Step(List<string> from)
    {
        var id = Add("step");
        _json.Steps(id);
        Connect(from, id, id + ".in");
        return [id + ".out"];
    }

    private List<string> Loop(List<string> from, int depth)
    {
        var id = Add("loop");
        _json.Loop(id);
        Connect(from, id, id + ".data");
        var outside = _scope;
        _scope = [.. outside, id];
        var ends = Row(Step([id + ".item"]), depth);
        _scope = outside;

        // Some of what the body ends with goes back into the loop, the rest leads nowhere.
        var back = ends.Where(_ => _random.Next(4) > 0).ToList();
        foreach (var end in back.Count > 0 ? back : [ends[0]])
        {
            _json.Feedback(end, id);
        }

        return [id + ".done"];
    }

    private List<string> Route(List<string> from, int depth)
    {
        var id = Add("router");
        _json.Router(id);
        Connect(from, id, id + ".in");
        var outside = _scope;
        _scope = [.. outside, id + ".yes"];
        var yes = Row(Step([id + ".yes"]), depth);
        _scope = [.. outside, id + ".no"];
        var no = _random.Next(3) == 0 ? [id + ".no"] : Row(Step([id + ".no"]), depth);
        _scope = outside;

        return _random.Next(3) switch
        {
            0 => yes,
            1 => no,
            _ => [.. yes, .. no],
        };
    }

    // Vertices without predecessors, which something in the flow needs.
    private void AddRoots()
    {
        for (var left = _random.Next(3); left > 0; left--)
        {
            var (target, _) = _vertices[_random.Next(_vertices.Count)];
            if (!target.StartsWith("loop", StringComparison.Ordinal))
            {
                _scope = [];
                Connect(Step([]), target, target + ".in");
            }
        }
    }

    private void AddEdgesAcross()
    {
        for (var left = _random.Next(4); left > 0; left--)
        {
            var (source, from) = _vertices[_random.Next(_vertices.Count)];
            var (target, to) = _vertices[_random.Next(_vertices.Count)];
            var forwards = !Reaches(target, source) && source != target;
            if (forwards && source.StartsWith("step", StringComparison.Ordinal) && !target.StartsWith("loop", StringComparison.Ordinal)
                && MayLead(source, from, target, to))
            {
                Connect([source + ".out"], target, target + ".in");
            }
        }
    }

    // Out of a loop only to what comes after it: all else would be its body. Never from behind a loop into its body. From what
    // routers may stop to anywhere else only in tangled flows.
    private bool MayLead(string source, string[] from, string target, string[] to)
    {
        var left = from.Except(to).FirstOrDefault(IsLoop);
        return (left is null || ComesAfter(left, target))
            && (_tangled || !IsRouted(source) || Reaches(source, target))
            && !_vertices.Any(member => member.Scope.Any(scope => IsLoop(scope) && ComesAfter(scope, source)) && Reaches(target, member.Id));
    }

    private bool ComesAfter(string loop, string id) =>
        _edges.Any(edge => edge.Source == loop && edge.Output == "done" && Reaches(edge.Target, id));

    private bool IsRouted(string id) => _vertices.Any(vertex => vertex.Id.StartsWith("router", StringComparison.Ordinal) && Reaches(vertex.Id, id));

    private static bool IsLoop(string scope) => scope.StartsWith("loop", StringComparison.Ordinal);

    private bool Reaches(string source, string target)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([source]);
        while (open.TryPop(out var id))
        {
            if (id == target)
            {
                return true;
            }

            if (reached.Add(id))
            {
                _edges.Where(edge => edge.Source == id).ToList().ForEach(edge => open.Push(edge.Target));
            }
        }

        return false;
    }

    private string Add(string kind)
    {
        var id = $"{kind}-{_vertices.Count}";
        _vertices.Add((id, _scope));
        return id;
    }

    private void Connect(List<string> from, string target, string field)
    {
        foreach (var output in from)
        {
            _json.Edge(output, field);
            var dot = output.IndexOf('.');
            _edges.Add((output[..dot], output[(dot + 1)..], target));
        }
    }
}
