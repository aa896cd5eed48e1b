using SkillFlaw.Components.Jq.Bindings;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Syntax;

/// <content>What gives names: as, reduce, foreach, label, def.</content>
internal sealed partial class JqParser
{
    private BindNode Binding(JqNode source, JqNames names)
    {
        var (patterns, inner) = Patterns(names);
        ExpectSymbol("|");
        return new BindNode(source, patterns, Pipe(inner));
    }

    private ReduceNode Reduce(JqNames names)
    {
        var (source, patterns, inner) = Source(names);
        ExpectSymbol("(");
        var start = Pipe(names);
        ExpectSymbol(";");
        var update = Pipe(inner);
        ExpectSymbol(")");
        return new ReduceNode(source, patterns, start, update);
    }

    private ForeachNode Foreach(JqNames names)
    {
        var (source, patterns, inner) = Source(names);
        ExpectSymbol("(");
        var start = Pipe(names);
        ExpectSymbol(";");
        var update = Pipe(inner);
        var extract = TakeSymbol(";") ? Pipe(inner) : IdentityNode.Instance;
        ExpectSymbol(")");
        return new ForeachNode(source, patterns, start, update, extract);
    }

    private (JqNode Source, JqPatterns Patterns, JqNames Inner) Source(JqNames names)
    {
        Take();
        Enter();
        var source = Postfix(names, mayBind: false);
        Leave();
        ExpectName("as");
        var (patterns, inner) = Patterns(names);
        return (source, patterns, inner);
    }

    private LabelNode Label(JqNames names)
    {
        Take();
        var name = Take(JqTokenKind.Variable).Text;
        ExpectSymbol("|");
        return new LabelNode(Pipe(names.WithLabel(name)));
    }

    private BreakNode Break(JqNames names)
    {
        Take();
        var name = Take(JqTokenKind.Variable).Text;
        return new BreakNode(names.FindLabel(name) ?? throw new InvalidValueException($"The jq filter has no label ${name} to break to."));
    }

    private JqNames Definition(JqNames names)
    {
        var name = Take(JqTokenKind.Name).Text;
        var parameters = new List<string>();
        if (TakeSymbol("("))
        {
            do
            {
                parameters.Add(_token.Kind is JqTokenKind.Variable ? $"${Take().Text}" : Take(JqTokenKind.Name).Text);
            }
            while (TakeSymbol(";"));

            ExpectSymbol(")");
        }

        ExpectSymbol(":");
        var definition = new JqDefinition(name, [.. parameters]);
        var inner = names.WithFunction(definition);
        var outer = inner;
        foreach (var parameter in parameters)
        {
            inner = inner.WithParameter(parameter.TrimStart('$'));
        }

        definition.Body = Body(parameters, inner);
        ExpectSymbol(";");
        return outer;
    }

    // def f($a): b is def f(a): a as $a | b. The first variable changes slowest.
    private JqNode Body(List<string> parameters, JqNames names)
    {
        var sources = new List<JqNode>();
        foreach (var parameter in parameters.Where(parameter => parameter[0] == '$'))
        {
            sources.Add(Call(parameter[1..], [], names));
            names = names.WithVariable(parameter[1..]);
        }

        var body = Pipe(names);
        for (var index = sources.Count - 1; index >= 0; index--)
        {
            body = new BindNode(sources[index], JqPatterns.Variable, body);
        }

        return body;
    }

    private (JqPatterns Patterns, JqNames Inner) Patterns(JqNames names)
    {
        var alternatives = new List<PatternParts>();
        do
        {
            var parts = new PatternParts();
            Pattern(0, parts, names);
            alternatives.Add(parts);
        }
        while (TakeSymbol("?//"));

        // Every alternative binds all variables, those that it does not have to null.
        var variables = alternatives.SelectMany(parts => parts.Variables.Keys).Distinct().ToList();
        var inner = variables.Aggregate(names, (scope, variable) => scope.WithVariable(variable));
        return (new JqPatterns([.. alternatives.Select(parts => parts.ToPattern(variables))]), inner);
    }

    private void Pattern(int part, PatternParts parts, JqNames names)
    {
        Enter();
        if (_token.Kind is JqTokenKind.Variable)
        {
            parts.Variables[Take().Text] = part;
        }
        else if (TakeSymbol("["))
        {
            var index = 0L;
            do
            {
                var item = parts.Add(part, new LiteralNode(FlowValue.Of(index++)));
                Pattern(item, parts, names);
            }
            while (TakeSymbol(","));

            ExpectSymbol("]");
        }
        else if (TakeSymbol("{"))
        {
            do
            {
                Entry(part, parts, names);
            }
            while (TakeSymbol(","));

            ExpectSymbol("}");
        }
        else
        {
            throw Unexpected();
        }

        Leave();
    }

    // key: pattern, "key": pattern, (filter): pattern, $key, $key: pattern
    private void Entry(int part, PatternParts parts, JqNames names)
    {
        if (_token.Kind is JqTokenKind.Variable)
        {
            var name = Take().Text;
            var value = parts.Add(part, new LiteralNode(FlowValue.Of(name)));
            parts.Variables[name] = value;
            if (TakeSymbol(":"))
            {
                Pattern(value, parts, names);
            }

            return;
        }

        JqNode key;
        if (TakeSymbol("("))
        {
            key = Pipe(names);
            ExpectSymbol(")");
        }
        else
        {
            key = _token.Kind is JqTokenKind.Quote ? Text(names, null) : new LiteralNode(FlowValue.Of(Take(JqTokenKind.Name).Text));
        }

        var field = parts.Add(part, key);
        ExpectSymbol(":");
        Pattern(field, parts, names);
    }

    private sealed class PatternParts
    {
        private readonly List<JqPattern.Step> _steps = [];

        public Dictionary<string, int> Variables { get; } = [];

        public int Add(int from, JqNode key)
        {
            _steps.Add(new JqPattern.Step(from, key));
            return _steps.Count;
        }

        public JqPattern ToPattern(List<string> variables) =>
            new([.. _steps], [.. variables.Select(name => Variables.GetValueOrDefault(name, -1))]);
    }
}
