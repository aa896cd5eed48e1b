using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Bindings;

/// <summary>What stands behind <c>as</c>: a pattern, or several with <c>?//</c> between them, of which an error selects the next.</summary>
internal sealed class JqPatterns(JqPattern[] alternatives)
{
    /// <summary>A variable and nothing else.</summary>
    public static readonly JqPatterns Variable = new([new JqPattern([], [0])]);

    /// <summary>Takes a value apart and enters the binding for every way in which its keys let it.</summary>
    public void Bind(JqMachine machine, JqItem source, JqScope? scope, JqContinuation then, JqBinding binding)
    {
        if (alternatives is [{ Steps.Length: 0, Variables: [0] }])
        {
            binding.Enter(machine, source, JqScope.With(scope, source.Value), then);
        }
        else
        {
            Try(0, machine, source, scope, then, binding);
        }
    }

    private void Try(int at, JqMachine machine, JqItem source, JqScope? scope, JqContinuation then, JqBinding binding)
    {
        var exit = then;
        if (at + 1 < alternatives.Length)
        {
            exit = new JqExit(machine.Height, then);
            machine.Push(new Guard(this, at + 1, source, scope, then, binding));
        }

        new Matching(alternatives[at], source, scope, exit, binding).Match(machine, 0);
    }

    private sealed class Guard(JqPatterns patterns, int next, JqItem source, JqScope? scope, JqContinuation then, JqBinding binding)
        : JqChoice
    {
        public override void Resume(JqMachine machine) => machine.Backtrack();

        public override bool Catch(JqMachine machine, FlowValue error)
        {
            patterns.Try(next, machine, source, scope, then, binding);
            return true;
        }
    }

    private sealed class Matching(JqPattern pattern, JqItem source, JqScope? scope, JqContinuation then, JqBinding binding)
    {
        private readonly FlowValue[] _parts = new FlowValue[pattern.Steps.Length + 1];

        public void Match(JqMachine machine, int step)
        {
            machine.Run.Spend(pattern.Steps.Length >> 2);
            _parts[0] = source.Value;
            for (; step < pattern.Steps.Length; step++)
            {
                var (from, key) = pattern.Steps[step];
                if (key.Known(_parts[from], scope) is not { } known)
                {
                    machine.Evaluate(key, new JqItem(_parts[from], null), scope, new Key(this, step, then));
                    return;
                }

                if (!Take(machine, step, known))
                {
                    return;
                }
            }

            var inner = scope;
            foreach (var part in pattern.Variables)
            {
                inner = JqScope.With(inner, part < 0 ? NullValue.Instance : _parts[part]);
            }

            binding.Enter(machine, source, inner, then);
        }

        public bool Take(JqMachine machine, int step, FlowValue key)
        {
            var part = JqIndexing.Get(machine.Run, _parts[pattern.Steps[step].From], key);
            if (part.IsError)
            {
                machine.Raise(part.Value);
                return false;
            }

            _parts[step + 1] = part.Value;
            return true;
        }
    }

    private sealed class Key(Matching matching, int step, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item)
        {
            if (matching.Take(machine, step, item.Value))
            {
                matching.Match(machine, step + 1);
            }
        }
    }
}
