namespace Orleans;

/// <summary>A grain's state as a storage provider sees it.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public interface IGrainState<T>
{
    /// <summary>The value.</summary>
    T? State { get; set; }

    /// <summary>The version of the record, or null.</summary>
    string? ETag { get; set; }

    /// <summary>True when there is a record.</summary>
    bool RecordExists { get; set; }
}
