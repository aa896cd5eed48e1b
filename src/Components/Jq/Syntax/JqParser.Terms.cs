using SkillFlaw.Components.Jq.Functions;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Syntax;

/// <content>Terms and what stands behind them.</content>
internal sealed partial class JqParser
{
    // A term with its indices: .a[0]?."b". Where it may bind, "as" takes the rest of the pipe.
    private JqNode Postfix(JqNames names, bool mayBind)
    {
        var isIndexed = _token.Kind is JqTokenKind.Field || IsSymbol(".");
        var node = Term(names);
        while (true)
        {
            if (_token.Kind is JqTokenKind.Field)
            {
                node = new IndexNode(node, new LiteralNode(FlowValue.Of(Take().Text)));
            }
            else if (TakeSymbol("."))
            {
                node = _token.Kind is JqTokenKind.Quote ? new IndexNode(node, Text(names, null))
                    : IsSymbol("[") ? Brackets(node, names)
                    : throw Unexpected();
            }
            else if (IsSymbol("["))
            {
                node = Brackets(node, names);
            }
            else if (TakeSymbol("?"))
            {
                node = Optional(node, isIndexed);
                isIndexed = false;
                continue;
            }
            else if (IsSymbol("?//"))
            {
                // Outside of patterns these are two operators.
                _token = _token with { Text = "//", Start = _token.Start + 1 };
                return Optional(node, isIndexed);
            }
            else if (mayBind && TakeName("as"))
            {
                return Binding(node, names);
            }
            else
            {
                return node;
            }

            isIndexed = true;
        }
    }

    // Behind an index, ? only concerns that index: .a[]? fails where .a does.
    private static JqNode Optional(JqNode node, bool isIndexed) => node switch
    {
        IndexNode index when isIndexed => index.Optional(),
        IterateNode iterate when isIndexed => iterate.Optional(),
        _ => new TryNode(node, null),
    };

    private JqNode Term(JqNames names)
    {
        switch (_token.Kind)
        {
            case JqTokenKind.Number:
                return new LiteralNode(JqNumbers.Parse(Take().Text) ?? FlowValue.Of(double.NaN));
            case JqTokenKind.Quote:
                return Text(names, null);
            case JqTokenKind.Format:
                return Format(names);
            case JqTokenKind.Field:
                return new IndexNode(IdentityNode.Instance, new LiteralNode(FlowValue.Of(Take().Text)));
            case JqTokenKind.Variable:
                return Variable(names);
            case JqTokenKind.Name:
                return Named(names);
            default:
                return Symbol(names);
        }
    }

    private JqNode Symbol(JqNames names)
    {
        if (TakeSymbol("."))
        {
            return _token.Kind is JqTokenKind.Quote ? new IndexNode(IdentityNode.Instance, Text(names, null)) : IdentityNode.Instance;
        }

        if (TakeSymbol(".."))
        {
            return Call("recurse", [], names);
        }

        if (TakeSymbol("("))
        {
            var node = Pipe(names);
            ExpectSymbol(")");
            return node;
        }

        if (TakeSymbol("["))
        {
            if (TakeSymbol("]"))
            {
                return new LiteralNode(ListValue.Empty);
            }

            var items = Pipe(names);
            ExpectSymbol("]");
            return new ArrayNode(items);
        }

        return TakeSymbol("{") ? Object(names) : throw Unexpected();
    }

    private JqNode Named(JqNames names) => _token.Text switch
    {
        "def" => Pipe(names),
        "if" => If(names),
        "try" => Try(names),
        "reduce" => Reduce(names),
        "foreach" => Foreach(names),
        "label" => Label(names),
        "break" => Break(names),
        "import" or "include" => throw new InvalidValueException("A jq filter cannot include other files here."),
        var name when _keywords.Contains(name) => throw Unexpected(),
        _ => Call(names),
    };

    // [] [a] [a:] [:b] [a:b]
    private JqNode Brackets(JqNode target, JqNames names)
    {
        ExpectSymbol("[");
        if (TakeSymbol("]"))
        {
            return new IterateNode(target);
        }

        var start = IsSymbol(":") ? null : Pipe(names);
        if (start is not null && TakeSymbol("]"))
        {
            return new IndexNode(target, start);
        }

        ExpectSymbol(":");
        var end = start is not null && IsSymbol("]") ? null : Pipe(names);
        ExpectSymbol("]");
        var nothing = new LiteralNode(NullValue.Instance);
        return new IndexNode(target, new ObjectNode(
        [
            new LiteralNode(FlowValue.Of("start")), start ?? nothing,
            new LiteralNode(FlowValue.Of("end")), end ?? nothing,
        ]));
    }

    private IfNode If(JqNames names)
    {
        // An elif is an if in the else, so it counts as one more level.
        var branches = new Stack<(JqNode Condition, JqNode Then)>();
        do
        {
            Take();
            var condition = Pipe(names);
            ExpectName("then");
            branches.Push((condition, Pipe(names)));
        }
        while (IsName("elif"));

        var otherwise = TakeName("else") ? Pipe(names) : IdentityNode.Instance;
        ExpectName("end");
        var (last, then) = branches.Pop();
        var node = new IfNode(last, then, otherwise);
        while (branches.TryPop(out var branch))
        {
            node = new IfNode(branch.Condition, branch.Then, node);
        }

        return node;
    }

    private TryNode Try(JqNames names)
    {
        Take();
        var body = TryOperand(names);
        return new TryNode(body, TakeName("catch") ? TryOperand(names) : null);
    }

    // try binds tighter than any operator: try a // b is (try a) // b.
    private JqNode TryOperand(JqNames names)
    {
        Enter();
        var node = TakeSymbol("-")
            ? new PipeNode(TryOperand(names), new FunctionNode(JqFunctions.Find("_negate", 0)!, []))
            : Postfix(names, mayBind: false);
        Leave();
        return node;
    }

    private JqNode Call(JqNames names)
    {
        var name = Take().Text;
        var arguments = new List<JqNode>();
        if (TakeSymbol("("))
        {
            do
            {
                arguments.Add(Pipe(names));
            }
            while (TakeSymbol(";"));

            ExpectSymbol(")");
        }

        return Call(name, [.. arguments], names);
    }
}
