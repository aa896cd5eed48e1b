namespace SkillFlaw.Components;

/// <summary>The kinds of inputs, which decide how the editor shows a field and what its values become (flow-format sections 3.2 and 10).</summary>
public enum InputKind
{
    /// <summary>A text that edges cannot bring.</summary>
    Str,

    /// <summary>One line of text, or the text of a message or record.</summary>
    Text,

    /// <summary>Several lines of text, or the text of a message or record.</summary>
    Multiline,

    /// <summary>A message as a whole.</summary>
    Message,

    /// <summary>A text that is kept secret, usually the name of a variable.</summary>
    Secret,

    /// <summary>A search text.</summary>
    Query,

    /// <summary>One of some choices, or a text of the user's.</summary>
    Dropdown,

    /// <summary>One of some choices and nothing else.</summary>
    Tab,

    /// <summary>Any of some choices.</summary>
    MultiSelect,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A number between two ends.</summary>
    Slider,

    /// <summary>Yes or no.</summary>
    Bool,

    /// <summary>Names with texts.</summary>
    Dict,

    /// <summary>Any JSON object.</summary>
    NestedDict,

    /// <summary>A list of rows.</summary>
    Table,

    /// <summary>What edges of some types bring.</summary>
    Handle,

    /// <summary>Records that edges bring.</summary>
    Data,

    /// <summary>A table that an edge brings.</summary>
    DataFrame,

    /// <summary>Uploaded files.</summary>
    File,

    /// <summary>A language or embedding model, chosen or connected.</summary>
    Model,

    /// <summary>A template with variables.</summary>
    Prompt,

    /// <summary>Choices in an order.</summary>
    SortableList,
}
