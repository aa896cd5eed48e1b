using SkillFlaw.Components.LanguageModels;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Binding;

/// <summary>Gives a component its parameters: variables looked up, values made into what the inputs are.</summary>
internal static class ParameterBinding
{
    /// <summary>A component that is ready to compute outputs.</summary>
    /// <exception cref="ComponentException">A variable is missing, or a value is none for its input.</exception>
    public static async ValueTask<Component> BindAsync(
        ComponentBinding binding, VertexCall call, IComponentHost host, CancellationToken cancellationToken)
    {
        var component = binding.Create();
        ObjectBuilder? extra = null;
        foreach (var parameter in call.Parameters)
        {
            var value = parameter.IsVariable
                ? FlowValue.Of(await FindVariableAsync(((TextValue)parameter.Value).Value, parameter.Name, host, cancellationToken))
                : parameter.VariableColumns.IsDefaultOrEmpty
                    ? parameter.Value
                    : await FillColumnsAsync(parameter, host, cancellationToken);
            if (binding.FindInput(parameter.Name) is { } input)
            {
                input.Set(component, value, call);
            }
            else
            {
                (extra ??= new ObjectBuilder()).Set(parameter.Name, value);
            }
        }

        component.Context = new ComponentContext(call, host, extra?.ToValue() ?? ObjectValue.Empty);
        return component;
    }

    private static async ValueTask<string> FindVariableAsync(string name, string field, IComponentHost host, CancellationToken cancellationToken) =>
        await host.FindVariableAsync(name, field, cancellationToken)

        // A key that the server's owner has set for everybody shows in no field; where it may be sent is decided where it is used.
        ?? (ModelProvider.HasServerKey(name, host) ? "" : throw new ComponentException($"{name} variable not found."));

    // In some columns of a table the cells are names of variables.
    private static async ValueTask<FlowValue> FillColumnsAsync(CallParameter parameter, IComponentHost host, CancellationToken cancellationToken)
    {
        if (parameter.Value is not ListValue rows)
        {
            return parameter.Value;
        }

        var filled = new List<FlowValue>(rows.Count);
        foreach (var row in rows.Items)
        {
            var fields = row as ObjectValue;
            foreach (var column in parameter.VariableColumns)
            {
                if (fields?.Find(column) is TextValue { Value.Length: > 0 } name)
                {
                    fields = fields.With(column, FlowValue.Of(await FindVariableAsync(name.Value, parameter.Name, host, cancellationToken)));
                }
            }

            filled.Add(fields ?? row);
        }

        return FlowValue.Of(filled);
    }
}
