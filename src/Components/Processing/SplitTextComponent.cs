using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>Cuts texts into chunks.</summary>
[Component("SplitText",
    Category = "processing",
    DisplayName = "Split Text",
    Description = "Cuts texts into chunks that end at a separator and are no longer than you say.",
    Icon = "scissors-line-dashed")]
public sealed class SplitTextComponent : Component
{
    /// <summary>What has the texts.</summary>
    [Input("data_inputs", InputKind.Handle, DisplayName = "Input",
        Info = "The texts to cut.", Required = true, Types = ["Data", "DataFrame", "Message"])]
    public FlowValue DataInputs { get; set; } = NullValue.Instance;

    /// <summary>How many characters two neighbours share at most.</summary>
    [Input("chunk_overlap", InputKind.Integer, DisplayName = "Chunk Overlap",
        Info = "How many characters at the end of a chunk the next one repeats at most.")]
    public long ChunkOverlap { get; set; } = 200;

    /// <summary>How many characters a chunk has at most.</summary>
    [Input("chunk_size", InputKind.Integer, DisplayName = "Chunk Size",
        Info = "How many characters a chunk has at most. What stands between two separators is never cut, even if it is longer.")]
    public long ChunkSize { get; set; } = 1000;

    /// <summary>Where to cut.</summary>
    [Input("separator", InputKind.Text, DisplayName = "Separator",
        Info = "Where to cut: \\n for lines, \\n\\n for paragraphs, or any other text.")]
    public string Separator { get; set; } = "\n";

    /// <summary>The column or field that has the text.</summary>
    [Input("text_key", InputKind.Text, DisplayName = "Text Key", Info = "The column or field that has the text.", Advanced = true)]
    public string TextKey { get; set; } = Data.DefaultTextKey;

    /// <summary>What becomes of the separators.</summary>
    [Input("keep_separator", InputKind.Dropdown, DisplayName = "Keep Separator",
        Info = "Whether the chunks keep the separators, and at which end.",
        Options = ["False", "True", "Start", "End"], Advanced = true)]
    public string KeepSeparator { get; set; } = "False";

    /// <summary>A row for each chunk: its text, and the other fields of where it comes from.</summary>
    [Output("dataframe", Method = "split_text", DisplayName = "Chunks")]
    public DataFrame Split(CancellationToken cancellationToken) => DataFrame.FromRecords(Chunks(cancellationToken));

    /// <summary>A record for each chunk.</summary>
    [Output("chunks", Method = "split_text", DisplayName = "Chunks", Types = ["Data"], Older = true)]
    public ListValue SplitToRecords(CancellationToken cancellationToken) =>
        FlowValue.Of(Chunks(cancellationToken).Select(chunk => new Data(chunk)));

    private List<ObjectValue> Chunks(CancellationToken cancellationToken)
    {
        var splitter = CreateSplitter();
        var chunks = new List<ObjectValue>();
        var cells = 0L;
        foreach (var (text, others) in Documents())
        {
            foreach (var chunk in splitter.Split(text))
            {
                cancellationToken.ThrowIfCancellationRequested();
                cells += others.Count + 1;
                if (cells > DataFrame.MaxCells)
                {
                    throw new ComponentException($"Error splitting text: the chunks have more than {DataFrame.MaxCells} fields.");
                }

                chunks.Add(ToRow(chunk, others));
            }
        }

        return chunks;
    }

    // The rest of a record never hides the chunk, even if it has a text of its own.
    private static ObjectValue ToRow(string chunk, ObjectValue others)
    {
        var row = new ObjectBuilder(others.Count + 1).Set(Data.DefaultTextKey, FlowValue.Of(chunk));
        foreach (var (key, value) in others.Entries)
        {
            if (key != Data.DefaultTextKey)
            {
                row.Set(key, value);
            }
        }

        return row.ToValue();
    }

    private CharacterSplitter CreateSplitter()
    {
        var problem = ChunkSize <= 0 ? $"chunk_size must be > 0, got {ChunkSize}"
            : ChunkOverlap < 0 ? $"chunk_overlap must be >= 0, got {ChunkOverlap}"
            : ChunkOverlap > ChunkSize ? $"Got a larger chunk overlap ({ChunkOverlap}) than chunk size ({ChunkSize}), should be smaller."
            : null;
        if (problem is not null)
        {
            throw new ComponentException($"Error splitting text: {problem}");
        }

        // What people type who mean the escapes.
        var separator = Separator switch
        {
            "/n" => "\n",
            "/t" => "\t",
            _ => Separator.Replace("\\n", "\n", StringComparison.Ordinal),
        };
        var place = KeepSeparator.ToUpperInvariant() switch
        {
            "FALSE" => SeparatorPlace.Between,
            "END" => SeparatorPlace.End,
            _ => SeparatorPlace.Start,
        };
        return new CharacterSplitter(separator, place, ChunkSize, ChunkOverlap);
    }

    private IEnumerable<(string Text, ObjectValue Others)> Documents()
    {
        switch (DataInputs)
        {
            case NullValue or TextValue { Value.Length: 0 } or ListValue { Count: 0 }:
                throw new ComponentException("No data inputs provided");
            case DataFrame { Rows.IsEmpty: true }:
                throw new ComponentException("DataFrame is empty");
            case DataFrame frame when !frame.Columns.Contains(TextKey):
                throw new ComponentException($"Text key '{TextKey}' not found in DataFrame columns");
            case ListValue list when !list.Any(item => item is Data or Message):
                throw new ComponentException("No valid Data inputs found in <class 'list'>");
            case DataFrame frame:
                return frame.Records().Select(row => Document(row, TextKey, frame.DefaultValue));
            case ListValue list:
                return list.Where(item => item is Data or Message).Select(Document);
            default:
                return [Document(DataInputs)];
        }
    }

    // The text of a message is its text, whatever the text key; a record may have a text key of its own.
    private (string Text, ObjectValue Others) Document(FlowValue value)
    {
        var record = value.ToData();
        var textKey = value is not Message && record.Fields.ContainsKey(TextKey) ? TextKey : record.TextKey;
        return Document(record.Fields, textKey, record.DefaultValue);
    }

    private static (string Text, ObjectValue Others) Document(ObjectValue fields, string textKey, string defaultValue) =>
        (fields.Find(textKey) switch
        {
            null => defaultValue,
            NullValue or NumberValue { Value: double.NaN } => "",
            var text => PythonText.Str(text),
        }, fields.Without(textKey));
}
