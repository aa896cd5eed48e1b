using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>
/// The inputs that a user adds to Create Data and Update Data: <c>field_1_key</c> and so on, each with names and their values.
/// </summary>
internal static class AddedFields
{
    // The editor offers no more.
    private const int Most = 15;

    /// <summary>Refuses what the editor would not allow.</summary>
    public static void CheckNumber(long number, string advice)
    {
        if (number > Most)
        {
            throw new ComponentException($"Number of fields cannot exceed {Most}. {advice}");
        }
    }

    /// <summary>Takes over the fields of one input; a record in a field is its text.</summary>
    public static void AddTo(ObjectBuilder fields, ObjectValue added)
    {
        foreach (var (key, value) in added.Entries)
        {
            fields.Set(key, TextOf(value));
        }
    }

    /// <summary>The text of a record or a message; anything else as it is.</summary>
    public static FlowValue TextOf(FlowValue value) => value switch
    {
        Data record => record.Fields.Find(record.TextKey) ?? FlowValue.Of(record.DefaultValue),
        Message message => FlowValue.Of(message.Text),
        _ => value,
    };
}
