using System.Collections.Immutable;
using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Graph.Compilation;

/// <summary>Whether an edge joins what fits together (flow-format section 5, "Validation").</summary>
internal static class EdgeRules
{
    public static void Check(EdgeDefinition edge, VertexDefinition source, VertexDefinition target)
    {
        if (!HandlesFit(edge))
        {
            throw new InvalidFlowException(
                $"Edge between {source.DisplayName} and {target.DisplayName} has invalid handles ('{source.Id}' to '{target.Id}').", target.Id);
        }

        if (!TypesFit(edge, source, target))
        {
            throw new InvalidFlowException(
                $"Edge between {source.DisplayName} and {target.DisplayName} has no matched type ('{source.Id}' to '{target.Id}').", target.Id);
        }
    }

    private static bool HandlesFit(EdgeDefinition edge) => edge switch
    {
        { FieldType: null } => edge.OutputTypes.Length > 0 && (edge.InputTypes.IsDefaultOrEmpty || Intersect(edge.OutputTypes, edge.InputTypes)),
        { InputTypes.IsDefault: true } => Contains(edge.OutputTypes, edge.FieldType),
        _ => Intersect(edge.OutputTypes, edge.InputTypes) || Contains(edge.OutputTypes, edge.FieldType),
    };

    private static bool TypesFit(EdgeDefinition edge, VertexDefinition source, VertexDefinition target)
    {
        if (source.FindOutput(edge.SourceOutput)?.Types is not { } types)
        {
            return false;
        }

        return edge.InputTypes.IsDefaultOrEmpty
            ? edge.IsFeedback || target.Fields.Any(field => Takes(field, types))
            : Intersect(types, edge.InputTypes);
    }

    // Without input types the type texts of the target decide, where one may contain the other.
    private static bool Takes(FieldDefinition field, ImmutableArray<string> types) =>
        types.Any(type => field.Type.Contains(type, StringComparison.Ordinal)
            || (!field.InputTypes.IsDefault && field.InputTypes.Any(taken => Canonical(taken).Contains(Canonical(type), StringComparison.Ordinal))));

    private static bool Intersect(ImmutableArray<string> one, ImmutableArray<string> other) => one.Any(type => Contains(other, type));

    private static bool Contains(ImmutableArray<string> types, string type)
    {
        var canonical = Canonical(type);
        return types.Any(each => Canonical(each) == canonical);
    }

    // The types that have had more than one name.
    private static string Canonical(string type) => type switch
    {
        "JSON" or "Record" => "Data",
        "Table" => "DataFrame",
        "Text" => "Message",
        "BaseLanguageModel" => "LanguageModel",
        _ => type,
    };
}
