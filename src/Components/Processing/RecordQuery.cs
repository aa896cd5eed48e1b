using SkillFlaw.Components.Jq;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>jq asked of a record. What is no object becomes the field <c>result</c> of one.</summary>
internal static class RecordQuery
{
    /// <summary>All results: one as it is, several as a list.</summary>
    /// <exception cref="ComponentException">The query is blank or fails, or there is no result but null.</exception>
    public static Data Ask(string query, ObjectValue fields, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(query))
        {
            throw new ComponentException("JSON Query is required and cannot be blank.");
        }

        try
        {
            FlowValue[] results = [.. JqProgram.Parse(query, clock).Run(fields, cancellationToken)];
            return results switch
            {
                [] => throw new InvalidValueException("No result from JSON query."),
                [NullValue or TextValue { Value: "None" }] => throw new InvalidValueException(
                    "JSON query returned null/None. Check if the path exists in your data."),
                [var only] => ToRecord(only),
                _ => ToRecord(FlowValue.Of(results)),
            };
        }
        catch (InvalidValueException failure)
        {
            throw new ComponentException($"JSON Query error: {failure.Message}", failure);
        }
    }

    /// <summary>The first result.</summary>
    /// <exception cref="InvalidValueException">The path is none, or does not fit the record.</exception>
    public static Data First(string path, ObjectValue fields, TimeProvider clock, CancellationToken cancellationToken) =>
        ToRecord(JqProgram.Parse(path, clock).Run(fields, cancellationToken).FirstOrDefault()
            ?? throw new InvalidValueException($"The path {path} leads to nothing."));

    private static Data ToRecord(FlowValue result) => new(result as ObjectValue ?? FlowValue.Of(("result", result)));
}
