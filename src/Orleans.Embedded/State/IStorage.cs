namespace Orleans.Core;

/// <summary>Stored state, less its value.</summary>
public interface IStorage
{
    /// <summary>The version that was read or written last; null when there is no record.</summary>
    string? Etag { get; }

    /// <summary>True when a record exists.</summary>
    bool RecordExists { get; }

    /// <summary>Removes the record, and resets the state.</summary>
    /// <exception cref="Storage.InconsistentStateException">The record changed since it was read.</exception>
    Task ClearStateAsync();

    /// <summary>Stores the state.</summary>
    /// <exception cref="Storage.InconsistentStateException">The record changed since it was read.</exception>
    Task WriteStateAsync();

    /// <summary>Reads the state anew.</summary>
    Task ReadStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    /// <param name="cancellationToken">Gives up.</param>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    /// <param name="cancellationToken">Gives up.</param>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    /// <param name="cancellationToken">Gives up.</param>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}

/// <summary>Stored state.</summary>
/// <typeparam name="TState">Its type.</typeparam>
public interface IStorage<TState> : IStorage
{
    /// <summary>The value in memory; stored when <see cref="IStorage.WriteStateAsync()"/> is called, and not before.</summary>
    TState State { get; set; }
}
