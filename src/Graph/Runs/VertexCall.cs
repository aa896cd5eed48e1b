using System.Collections.Immutable;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Runs;

/// <summary>Everything that the execution of one vertex needs, so that it can happen anywhere.</summary>
[GenerateSerializer, Immutable, Alias("vertex-call")]
public sealed record VertexCall
{
    /// <summary>The run that the vertex belongs to.</summary>
    [Id(0)]
    public required RunIdentity Run { get; init; }

    /// <summary>The vertex.</summary>
    [Id(1)]
    public required string VertexId { get; init; }

    /// <summary>The type of its component as the file spells it.</summary>
    [Id(2)]
    public required string Type { get; init; }

    /// <summary>The class in its metadata, for types that say nothing; empty for none.</summary>
    [Id(3)]
    public string ClassName { get; init; } = "";

    /// <summary>What the user calls it.</summary>
    [Id(4)]
    public required string DisplayName { get; init; }

    /// <summary>What the editor tells about it.</summary>
    [Id(5)]
    public string Description { get; init; } = "";

    /// <summary>Whether the user has changed its code.</summary>
    [Id(6)]
    public bool Edited { get; init; }

    /// <summary>The outputs to compute, in order.</summary>
    [Id(7)]
    public ImmutableArray<OutputCall> Outputs { get; init; } = [];

    /// <summary>Its parameters, without those that have no value.</summary>
    [Id(8)]
    public ImmutableArray<CallParameter> Parameters { get; init; } = [];

    /// <summary>The neighbours, as far as components look at them.</summary>
    [Id(9)]
    public Neighbours Neighbours { get; init; } = Neighbours.None;

    /// <summary>What the vertex asked to remember when it last ran in this run; null for nothing.</summary>
    [Id(10)]
    public FlowValue? State { get; init; }

    /// <summary>How often the vertex has finished in this run before.</summary>
    [Id(11)]
    public int Execution { get; init; }
}

/// <summary>The run of a vertex.</summary>
/// <param name="RunId">The run.</param>
/// <param name="FlowId">The flow.</param>
/// <param name="SessionId">The conversation; empty for none.</param>
[GenerateSerializer, Immutable, Alias("run-identity")]
public sealed record RunIdentity(
    [property: Id(0)] string RunId,
    [property: Id(1)] string FlowId,
    [property: Id(2)] string SessionId);

/// <summary>An output to compute.</summary>
/// <param name="Name">Its name, under which the value is kept.</param>
/// <param name="Method">The behaviour that makes it, where the file says.</param>
[GenerateSerializer, Immutable, Alias("output-call")]
public sealed record OutputCall([property: Id(0)] string Name, [property: Id(1)] string Method);

/// <summary>A parameter with its value, or with what leads to it.</summary>
[GenerateSerializer, Immutable, Alias("call-parameter")]
public sealed record CallParameter
{
    /// <summary>The name of the field.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The value, or the name of the variable that has it.</summary>
    [Id(1)]
    public required FlowValue Value { get; init; }

    /// <summary>Whether <see cref="Value"/> names a variable.</summary>
    [Id(2)]
    public bool IsVariable { get; init; }

    /// <summary>For a table, the columns whose cells name variables.</summary>
    [Id(3)]
    public ImmutableArray<string> VariableColumns { get; init; } = [];

    /// <summary>Whether the value came over an edge.</summary>
    [Id(4)]
    public bool FromEdge { get; init; }

    /// <summary>What a call is given for a parameter, where that does not depend on the run; else null.</summary>
    internal static CallParameter? Of(Parameter parameter) => parameter.Kind is ParameterKind.Edges or ParameterKind.Invalid ? null : new CallParameter
    {
        Name = parameter.Name,
        Value = parameter.Value,
        IsVariable = parameter.Kind is ParameterKind.Variable,
        VariableColumns = parameter.Field?.VariableColumns ?? [],
    };
}

/// <summary>What components may know of the vertices beside theirs.</summary>
/// <param name="FollowsChatInput">Whether a ChatInput is next to it.</param>
/// <param name="LeadsToChatOutput">Whether one of its edges goes to a ChatOutput.</param>
/// <param name="IsInputOrOutput">Whether the vertex itself is an input or an output of the flow.</param>
/// <param name="Producer">The vertex of its first incoming edge, with its model where it has one.</param>
[GenerateSerializer, Immutable, Alias("neighbours")]
public sealed record Neighbours(
    [property: Id(0)] bool FollowsChatInput,
    [property: Id(1)] bool LeadsToChatOutput,
    [property: Id(2)] bool IsInputOrOutput,
    [property: Id(3)] MessageSource? Producer)
{
    /// <summary>Nobody near.</summary>
    public static readonly Neighbours None = new(false, false, false, null);

    /// <summary>What messages that come from a vertex say of where they come from.</summary>
    internal static MessageSource SourceOf(Vertex producer, ImmutableArray<Parameter> parameters)
    {
        var name = producer.Definition.DisplayName;
        return new MessageSource(producer.Id, name, ModelOf(parameters) ?? name);
    }

    private static string? ModelOf(ImmutableArray<Parameter> parameters) => Find(parameters, "model")?.Value switch
    {
        ListValue { Count: > 0 } models when models[0] is ObjectValue model => (model.Find("name") as TextValue)?.Value,
        TextValue { Value.Length: > 0 } model => model.Value,
        _ => (Find(parameters, "model_name")?.Value as TextValue)?.Value,
    };

    private static Parameter? Find(ImmutableArray<Parameter> parameters, string name)
    {
        foreach (var parameter in parameters)
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }

        return null;
    }
}
