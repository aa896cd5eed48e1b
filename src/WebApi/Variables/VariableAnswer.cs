using System.Text.Json;
using System.Text.Json.Serialization;
using SkillFlaw.Storage.Variables;

namespace SkillFlaw.WebApi.Variables;

/// <summary>A variable as the API shows one.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Type">Credential or Generic.</param>
/// <param name="Value">The value; null for every credential.</param>
/// <param name="DefaultFields">The fields that the editor fills with it.</param>
internal sealed record VariableAnswer(Guid Id, string Name, string Type, string? Value, IReadOnlyList<string> DefaultFields)
{
    public static VariableAnswer Of(Variable variable, VariableValues values) => new(
        variable.Id,
        variable.Name,
        variable.Type.ToString(),
        values.Show(variable),
        JsonSerializer.Deserialize(variable.DefaultFields, VariableJson.Default.IReadOnlyListString) ?? []);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VariableAnswer))]
[JsonSerializable(typeof(IReadOnlyList<VariableAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class VariableJson : JsonSerializerContext;
