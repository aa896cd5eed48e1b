using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Evaluation;

/// <summary>
/// Evaluates a filter by backtracking, as jq does: an output is passed on to the rest of the filter, and when the rest is through with it,
/// the latest open alternative makes the next one. Nodes, continuations and choices only say what comes next; nothing calls itself, so that
/// no filter can exhaust the stack.
/// </summary>
internal sealed class JqMachine
{
    private readonly List<JqChoice> _choices = [];
    private readonly Output _output = new();

    private Next _next;
    private JqNode? _node;
    private JqItem _item;
    private JqScope? _scope;
    private JqContinuation? _then;

    public JqMachine(JqRun run, JqNode filter, FlowValue input)
    {
        Run = run;
        Evaluate(filter, new JqItem(input, null), null, _output);
    }

    private enum Next
    {
        Evaluate,
        Resume,
        Backtrack,
        End,
    }

    public JqRun Run { get; }

    /// <summary>How many alternatives are open.</summary>
    public int Height => _choices.Count;

    /// <summary>The next output, or null where there is none.</summary>
    public FlowValue? MoveNext()
    {
        _output.Value = null;
        while (_next is not Next.End)
        {
            Run.Spend(1);
            switch (_next)
            {
                case Next.Evaluate:
                    _node!.Evaluate(this, _item, _scope, _then!);
                    break;
                case Next.Resume:
                    _then!.Resume(this, _item);
                    break;
                default:
                    ResumeLatest();
                    break;
            }

            if (_output.Value is { } value)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Next, evaluates a node.</summary>
    public void Evaluate(JqNode node, JqItem input, JqScope? scope, JqContinuation then) =>
        (_next, _node, _item, _scope, _then) = (Next.Evaluate, node, input, scope, then);

    /// <summary>Next, goes on with an output.</summary>
    public void Return(JqContinuation then, JqItem item) => (_next, _then, _item) = (Next.Resume, then, item);

    /// <summary>Next, tries the latest open alternative.</summary>
    public void Backtrack() => _next = Next.Backtrack;

    /// <summary>Opens an alternative.</summary>
    public void Push(JqChoice choice)
    {
        if (_choices.Count >= JqLimits.Choices)
        {
            throw new InvalidValueException($"The jq filter has more than {JqLimits.Choices:N0} open alternatives.");
        }

        _choices.Add(choice);
    }

    /// <summary>Gives up the alternatives above a height.</summary>
    public void CutTo(int height) => _choices.RemoveRange(height, _choices.Count - height);

    /// <summary>Leaves the part of a filter whose guard is the choice at a height: what fails from here on is not its error.</summary>
    public void Leave(int height)
    {
        if (_choices.Count == height + 1)
        {
            _choices.RemoveAt(height);
        }
        else
        {
            Push(new Passed(height));
        }
    }

    /// <summary>Next, goes on where an error is caught.</summary>
    public void Raise(string message) => Raise(FlowValue.Of(message));

    /// <inheritdoc cref="Raise(string)" />
    public void Raise(FlowValue error)
    {
        while (Pop() is { } choice)
        {
            if (choice is Passed passed)
            {
                CutTo(passed.Guard);
            }
            else if (choice.Catch(this, error))
            {
                return;
            }
        }

        throw new InvalidValueException(JqErrors.Uncaught(Run, error));
    }

    private void ResumeLatest()
    {
        if (Pop() is { } choice)
        {
            choice.Resume(this);
        }
        else
        {
            _next = Next.End;
        }
    }

    private JqChoice? Pop()
    {
        if (_choices.Count == 0)
        {
            return null;
        }

        var choice = _choices[^1];
        _choices.RemoveAt(_choices.Count - 1);
        return choice;
    }

    private sealed class Output() : JqContinuation(null)
    {
        public FlowValue? Value { get; set; }

        public override void Resume(JqMachine machine, JqItem item)
        {
            Value = item.Value;
            machine.Backtrack();
        }
    }

    private sealed class Passed(int guard) : JqChoice
    {
        public int Guard => guard;

        public override void Resume(JqMachine machine) => machine.Backtrack();
    }
}
