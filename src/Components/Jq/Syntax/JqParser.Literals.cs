using SkillFlaw.Components.Jq.Bindings;
using SkillFlaw.Components.Jq.Functions;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Components.Jq.Paths;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Syntax;

/// <content>Texts, objects, variables and calls.</content>
internal sealed partial class JqParser
{
    // The token is the opening quote; what follows has not been read yet.
    private JqNode Text(JqNames names, JqFunction? format)
    {
        var texts = new List<string>();
        var parts = new List<JqNode>();
        while (true)
        {
            var (text, isEnd) = _lexer.ReadText();
            texts.Add(text);
            if (isEnd)
            {
                break;
            }

            _token = _lexer.Next();
            parts.Add(Pipe(names));
            if (!IsSymbol(")"))
            {
                throw Unexpected(")");
            }
        }

        _token = _lexer.Next();
        return parts.Count == 0
            ? new LiteralNode(FlowValue.Of(texts[0]))
            : new FormatNode([.. texts], [.. parts], format ?? Formats.Find("text")!);
    }

    private JqNode Format(JqNames names)
    {
        var name = Take().Text;
        var format = Formats.Find(name) ?? throw new InvalidValueException($"{name} is not a valid format of jq.");
        return _token.Kind is JqTokenKind.Quote ? Text(names, format) : new FunctionNode(format, []);
    }

    private VariableNode Variable(JqNames names)
    {
        var name = Take().Text;
        return new VariableNode(names.FindVariable(name) ?? throw (name is "ENV" or "__prog_args"
            ? NotAvailable($"${name}")
            : new InvalidValueException($"${name} is not defined in the jq filter.")));
    }

    private ObjectNode Object(JqNames names)
    {
        var parts = new List<JqNode>();
        while (!IsSymbol("}"))
        {
            ObjectEntry(parts, names);
            if (!TakeSymbol(","))
            {
                break;
            }
        }

        ExpectSymbol("}");
        return new ObjectNode([.. parts]);
    }

    // key: value, "key": value, (filter): value, $key, key, "key", @format "key"
    private void ObjectEntry(List<JqNode> parts, JqNames names)
    {
        switch (_token.Kind)
        {
            case JqTokenKind.Variable:
                var name = _token.Text;
                var variable = Variable(names);
                parts.Add(TakeSymbol(":") ? variable : new LiteralNode(FlowValue.Of(name)));
                parts.Add(parts[^1] == variable ? ObjectValue(names) : variable);
                return;
            case JqTokenKind.Name or JqTokenKind.Quote or JqTokenKind.Format or JqTokenKind.Number:
                var key = _token.Kind is JqTokenKind.Name ? new LiteralNode(FlowValue.Of(Take().Text)) : Term(names);
                parts.Add(key);
                parts.Add(TakeSymbol(":") ? ObjectValue(names) : new IndexNode(IdentityNode.Instance, key));
                return;
            default:
                ExpectSymbol("(");
                parts.Add(Pipe(names));
                ExpectSymbol(")");
                ExpectSymbol(":");
                parts.Add(ObjectValue(names));
                return;
        }
    }

    // jq takes less without parentheses; a comma always ends the value.
    private JqNode ObjectValue(JqNames names)
    {
        Enter();
        var node = Alternative(names);
        while (TakeSymbol("|"))
        {
            node = new PipeNode(node, Alternative(names));
        }

        Leave();
        return node;
    }

    private JqNode Call(string name, JqNode[] arguments, JqNames names)
    {
        if (names.FindCall(name, arguments) is { } call)
        {
            return call;
        }

        if (BuiltIn(name, arguments) is { } special)
        {
            return special;
        }

        if (JqFunctions.Find(name, arguments.Length) is { } function && (_isLibrary || name[0] != '_'))
        {
            return new FunctionNode(function, arguments);
        }

        if (!_isLibrary && JqLibrary.Find(name, arguments.Length) is { } definition && name[0] != '_')
        {
            return new CallNode(definition, -1, arguments);
        }

        throw name is "env" or "input" or "inputs" or "halt" or "halt_error" or "input_filename" or "input_line_number" or "modulemeta"
            or "get_search_list"
            ? NotAvailable(name)
            : new InvalidValueException($"{name}/{arguments.Length} is not defined in the jq filter.");
    }

    private static JqNode? BuiltIn(string name, JqNode[] arguments) => (name, arguments) switch
    {
        ("true", []) => new LiteralNode(BooleanValue.True),
        ("false", []) => new LiteralNode(BooleanValue.False),
        ("null", []) => new LiteralNode(NullValue.Instance),
        ("empty", []) => new EmptyNode(),
        ("error", []) => new ErrorNode(),
        ("path", [var body]) => new PathNode(body),
        ("getpath", [var path]) => new GetPathNode(path),
        ("range", [var to]) => new RangeNode(new LiteralNode(FlowValue.Of(0L)), to, new LiteralNode(FlowValue.Of(1L))),
        ("range", [var from, var to]) => new RangeNode(from, to, new LiteralNode(FlowValue.Of(1L))),
        ("range", [var from, var to, var by]) => new RangeNode(from, to, by),
        _ => null,
    };

    private static InvalidValueException NotAvailable(string name) =>
        new($"'{name}' is not available here: a jq filter sees nothing but its input.");
}
