using SkillFlaw.Components.Binding;
using SkillFlaw.Components.Tools;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components;

/// <summary>Executes one vertex (flow-format section 12): finds its component, gives it its parameters, computes its outputs.</summary>
public sealed class VertexExecutor(ComponentCatalog catalog)
{
    /// <summary>Executes a vertex.</summary>
    /// <exception cref="VertexFailedException">It failed; the reason is meant for the user.</exception>
    /// <exception cref="OperationCanceledException">The run was given up.</exception>
    public async Task<VertexResult> ExecuteAsync(VertexCall call, IComponentHost host, CancellationToken cancellationToken)
    {
        try
        {
            var binding = Find(call);
            var component = await ParameterBinding.BindAsync(binding, call, host, cancellationToken);
            var outputs = new ObjectBuilder(call.Outputs.Length);
            foreach (var output in call.Outputs)
            {
                component.Context.CurrentOutput = output.Name;
                outputs.Set(output.Name, output.Name == Toolset.Output
                    ? Toolset.Of(binding, call)
                    : await ComputeAsync(binding, component, output, cancellationToken));
            }

            return new VertexResult
            {
                Outputs = outputs.ToValue(),
                Changes = component.Context.Changes,
                State = component.Context.State,
                Status = component.Context.Status,
                Logs = component.Context.Logs,
            };
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody wanted that: the component, or a client of its, has given up by itself.
            throw new VertexFailedException(call.VertexId, call.DisplayName, "An answer did not come in time.", failure) { MayPass = true };
        }
        catch (Exception failure) when (failure is ComponentException or InvalidValueException)
        {
            throw new VertexFailedException(call.VertexId, call.DisplayName, failure.Message, failure)
            {
                MayPass = failure is ComponentException { MayPass: true },
            };
        }
    }

    private static ValueTask<FlowValue> ComputeAsync(
        ComponentBinding binding, Component component, OutputCall output, CancellationToken cancellationToken)
    {
        var found = binding.FindOutput(output) ?? throw new ComponentException(
            $"{binding.Declaration.DisplayName} has no output '{output.Name}'. Replace the node by a new one from the list of components.");
        return found.ComputeAsync(component, cancellationToken);
    }

    private ComponentBinding Find(VertexCall call)
    {
        if (call.Edited)
        {
            throw new ComponentException(
                $"The code of node {NameOf(call)} was edited, and this server runs no code of flows. Restore the original component, or replace the node.");
        }

        return catalog.Find(call.Type, call.ClassName) ?? throw new ComponentException(call.Type == "CustomComponent"
            ? $"Node {NameOf(call)} is a custom component, and this server runs no code of flows. Replace it by components from the list."
            : $"Node {NameOf(call)} is of type '{call.Type}', which this server does not have. Replace the node by a component from the list.");
    }

    private static string NameOf(VertexCall call) => $"'{call.DisplayName}' ({call.VertexId})";
}
