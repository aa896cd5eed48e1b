using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

/// <summary>How a value of one type becomes one of another (flow-format section 10, "Conversions").</summary>
public static class ValueConversions
{
    private const string Results = "results";

    /// <summary>
    /// A value as a message. A record is the text under its text key, or all of its fields as Python prints them; a table is a markdown
    /// table; an object is the message that has these fields; a list is the texts of its items, one by line.
    /// </summary>
    /// <exception cref="InvalidValueException">Null, or something that has no text, as a model.</exception>
    public static Message ToMessage(this FlowValue value) => value switch
    {
        Message message => message,
        Data data => new Message(data.Fields.Find(data.TextKey) switch
        {
            null => PythonText.Str(data.Fields),
            NullValue => "",
            var text => PythonText.Str(text),
        }),
        DataFrame frame => new Message(TextForms.SafeConvert(frame, cleanData: true)),
        ObjectValue fields => MessageFields.ToMessage(fields),
        ListValue list => new Message(string.Join('\n', list.Select(item => item.ToMessage().Text))),
        TextValue or BooleanValue or IntegerValue or NumberValue => new Message(PythonText.Str(value)),
        _ => throw CannotBecome(value, nameof(Message)),
    };

    /// <summary>
    /// A value as a record. A message is all of its fields, a table its rows under <c>results</c>, a list its items there, a text and a
    /// number the text of the record.
    /// </summary>
    /// <exception cref="InvalidValueException">Null, or something that has no fields, as a model.</exception>
    public static Data ToData(this FlowValue value) => value switch
    {
        Data data => data,
        Message message => new Data(message.ToFields()),
        DataFrame frame => new Data(FlowValue.Of((Results, FlowValue.Of(frame.Records())))),
        ObjectValue fields => new Data(fields),
        ListValue list => new Data(FlowValue.Of((Results, FlowValue.Of(list.ToDataList().Select(data => data.Fields))))),
        TextValue or BooleanValue or IntegerValue or NumberValue =>
            new Data(FlowValue.Of((Data.DefaultTextKey, FlowValue.Of(PythonText.Str(value))))),
        _ => throw CannotBecome(value, nameof(Data)),
    };

    /// <summary>
    /// A value as a table. A record is one row, unless its only field is a list of objects: then these are the rows. A message is one row
    /// of its fields, an object one row, a list a row for each of its items.
    /// </summary>
    /// <exception cref="InvalidValueException">Null, something that has no fields, or too many cells.</exception>
    public static DataFrame ToDataFrame(this FlowValue value) => value switch
    {
        DataFrame frame => frame,
        Data { Fields.Entries: [{ Value: ListValue rows }] } when rows.All(row => row is ObjectValue) =>
            DataFrame.FromRecords(rows.Items.Cast<ObjectValue>()),
        Data data => DataFrame.FromRecords([data.Fields]) with { TextKey = data.TextKey, DefaultValue = data.DefaultValue },
        _ => DataFrame.FromRecords(value.ToDataList().Select(data => data.Fields)),
    };

    /// <summary>
    /// A value as records: a table one for each row, a list one for each item (or more, where an item is a table or a list), anything else
    /// itself.
    /// </summary>
    /// <exception cref="InvalidValueException">Null, or something that has no fields, as a model.</exception>
    public static IReadOnlyList<Data> ToDataList(this FlowValue value) => value switch
    {
        DataFrame frame =>
            [.. frame.Records().Select(row => new Data(row) { TextKey = frame.TextKey, DefaultValue = frame.DefaultValue })],
        ListValue list => [.. list.SelectMany(ToDataList)],
        _ => [value.ToData()],
    };

    private static InvalidValueException CannotBecome(FlowValue value, string type) =>
        new($"{(value is NullValue ? "None" : $"A {value.GetType().Name}")} cannot become a {type}.");
}
