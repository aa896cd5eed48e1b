using SkillFlaw.Components.Jq.Bindings;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Functions;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Components.Jq.Paths;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Syntax;

/// <summary>Makes nodes of a filter. Names are resolved on the way, so a filter that parses refers to nothing that is not there.</summary>
internal sealed partial class JqParser
{
    private static readonly HashSet<string> _keywords =
    [
        "def", "as", "if", "then", "elif", "else", "end", "and", "or", "reduce", "foreach", "try", "catch", "label", "import", "include",
        "__loc__",
    ];

    private readonly JqLexer _lexer;
    private readonly bool _isLibrary;
    private JqToken _token;
    private int _depth;

    private JqParser(string filter, bool isLibrary)
    {
        _lexer = new JqLexer(filter);
        _isLibrary = isLibrary;
        _token = _lexer.Next();
    }

    /// <summary>Parses a filter.</summary>
    /// <exception cref="InvalidValueException">It is none.</exception>
    public static JqNode Parse(string filter)
    {
        if (filter.Length > JqLimits.FilterLength)
        {
            throw new InvalidValueException($"The jq filter has more than {JqLimits.FilterLength:N0} characters.");
        }

        var parser = new JqParser(filter, isLibrary: false);
        if (parser._token.Kind is JqTokenKind.End)
        {
            throw new InvalidValueException("The jq filter is empty. Use '.' to pass the input on.");
        }

        var node = parser.Pipe(JqNames.None);
        return parser._token.Kind is JqTokenKind.End ? node : throw parser.Unexpected();
    }

    /// <summary>Parses a list of definitions.</summary>
    public static IEnumerable<JqDefinition> ParseDefinitions(string source)
    {
        var parser = new JqParser(source, isLibrary: true);
        var names = JqNames.None;
        while (parser.TakeName("def"))
        {
            names = parser.Definition(names);
        }

        return parser._token.Kind is JqTokenKind.End ? names.Definitions : throw parser.Unexpected();
    }

    // a | b, with definitions in front. What is bound by "as" or "label" reaches to the end of the pipe.
    private JqNode Pipe(JqNames names)
    {
        Enter();
        while (TakeName("def"))
        {
            names = Definition(names);
        }

        var node = Comma(names);
        while (TakeSymbol("|"))
        {
            node = new PipeNode(node, IsName("def") ? Pipe(names) : Comma(names));
        }

        Leave();
        return node;
    }

    private JqNode Comma(JqNames names)
    {
        var node = Alternative(names);
        while (TakeSymbol(","))
        {
            node = new CommaNode(node, Alternative(names));
        }

        return node;
    }

    // a // b // c is a // (b // c).
    private JqNode Alternative(JqNames names)
    {
        var sides = new Stack<JqNode>();
        sides.Push(Assignment(names));
        while (TakeSymbol("//"))
        {
            sides.Push(Assignment(names));
        }

        var node = sides.Pop();
        while (sides.TryPop(out var left))
        {
            node = new AlternativeNode(left, node);
        }

        return node;
    }

    private JqNode Assignment(JqNames names)
    {
        var left = Or(names);
        if (_token.Kind is not JqTokenKind.Symbol || _token.Text is not ("=" or "|=" or "+=" or "-=" or "*=" or "/=" or "%=" or "//="))
        {
            return left;
        }

        var symbol = Take().Text;
        var right = Or(names);
        return symbol switch
        {
            "=" => new AssignNode(left, right, null),
            "|=" => new ModifyNode(left, right),
            _ => new AssignNode(left, right, JqFunctions.FindOperator(symbol[..^1])),
        };
    }

    private JqNode Or(JqNames names)
    {
        var node = And(names);
        while (TakeName("or"))
        {
            node = new LogicNode(node, And(names), decides: true);
        }

        return node;
    }

    private JqNode And(JqNames names)
    {
        var node = Comparison(names);
        while (TakeName("and"))
        {
            node = new LogicNode(node, Comparison(names), decides: false);
        }

        return node;
    }

    private JqNode Comparison(JqNames names)
    {
        var left = Sum(names);
        if (_token is not { Kind: JqTokenKind.Symbol, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" })
        {
            return left;
        }

        return Operator(Take().Text, left, Sum(names));
    }

    private JqNode Sum(JqNames names)
    {
        var node = Product(names);
        while (_token is { Kind: JqTokenKind.Symbol, Text: "+" or "-" })
        {
            node = Operator(Take().Text, node, Product(names));
        }

        return node;
    }

    private JqNode Product(JqNames names)
    {
        var node = Sign(names);
        while (_token is { Kind: JqTokenKind.Symbol, Text: "*" or "/" or "%" })
        {
            node = Operator(Take().Text, node, Sign(names));
        }

        return node;
    }

    private JqNode Sign(JqNames names)
    {
        var negations = 0;
        for (; TakeSymbol("-"); negations++)
        {
        }

        // -a * b is -(a * b) in jq, which is the same for numbers; for anything else both are errors.
        var node = Postfix(names, mayBind: true);
        for (; negations > 0; negations--)
        {
            node = node is LiteralNode { Value: IntegerValue or NumberValue } literal
                ? new LiteralNode(JqNumbers.Negate(literal.Value))
                : new PipeNode(node, new FunctionNode(JqFunctions.Find("_negate", 0)!, []));
        }

        return node;
    }

    private static FunctionNode Operator(string symbol, JqNode left, JqNode right) =>
        new(JqFunctions.FindOperator(symbol)!, [left, right]);

    private bool IsName(string name) => _token.Kind is JqTokenKind.Name && _token.Text == name;

    private bool TakeName(string name) => IsName(name) && Take() is var _;

    private bool IsSymbol(string symbol) => _token.Kind is JqTokenKind.Symbol && _token.Text == symbol;

    private bool TakeSymbol(string symbol) => IsSymbol(symbol) && Take() is var _;

    private JqToken Take()
    {
        var taken = _token;
        _token = _lexer.Next();
        return taken;
    }

    private JqToken Take(JqTokenKind kind) => _token.Kind == kind ? Take() : throw Unexpected();

    private void ExpectSymbol(string symbol)
    {
        if (!TakeSymbol(symbol))
        {
            throw Unexpected(symbol);
        }
    }

    private void ExpectName(string name)
    {
        if (!TakeName(name))
        {
            throw Unexpected(name);
        }
    }

    private void Enter()
    {
        if (++_depth > JqLimits.FilterDepth)
        {
            throw new InvalidValueException($"The jq filter nests more than {JqLimits.FilterDepth} levels deep.");
        }
    }

    private void Leave() => _depth--;

    private InvalidValueException Unexpected(string? expected = null) => new(
        $"The jq filter is not valid: unexpected {(_token.Kind is JqTokenKind.End ? _token.Text : $"'{_token.Text}'")}"
        + $"{(expected is null ? "" : $", expected '{expected}'")} at position {_token.Start + 1}.");
}
