namespace SkillFlaw.Conformance.Api;

/// <summary>
/// The public types of the embedded runtime that Orleans has in assemblies which cannot be restored on every machine. Each was compared
/// by eye, member by member, with the source file beside it: a path within the dotnet/orleans repository. Compare again when one changes.
/// </summary>
internal static class ReviewedTypes
{
    public static IReadOnlyDictionary<string, string> Sources { get; } = new Dictionary<string, string>
    {
        ["Microsoft.Extensions.Hosting.OrleansSiloGenericHostExtensions"] = "src/Orleans.Runtime/Hosting/OrleansSiloGenericHostExtensions.cs",
        ["Orleans.AliasAttribute"] = "src/Orleans.Serialization.Abstractions/Annotations.cs",
        ["Orleans.ClientStreamingExtensions"] = "src/Orleans.Streaming/GrainStreamingExtensions.cs",
        ["Orleans.CollectionAgeLimitAttribute"] = "src/Orleans.Core/Configuration/CollectionAgeLimitAttribute.cs",
        ["Orleans.Configuration.GrainCollectionOptions"] = "src/Orleans.Runtime/Configuration/Options/GrainCollectionOptions.cs",
        ["Orleans.Configuration.MemoryGrainStorageOptions"] = "src/Orleans.Persistence.Memory/Options/MemoryGrainStorageOptions.cs",
        ["Orleans.Configuration.MessagingOptions"] = "src/Orleans.Core/Configuration/Options/MessagingOptions.cs",
        ["Orleans.Configuration.SiloMessagingOptions"] = "src/Orleans.Runtime/Configuration/Options/SiloMessagingOptions.cs",
        ["Orleans.GenerateSerializerAttribute"] = "src/Orleans.Serialization.Abstractions/Annotations.cs",
        ["Orleans.GrainStreamingExtensions"] = "src/Orleans.Streaming/GrainStreamingExtensions.cs",
        ["Orleans.Hosting.ISiloBuilder"] = "src/Orleans.Runtime/Hosting/ISiloBuilder.cs",
        ["Orleans.Hosting.ISiloMemoryStreamConfigurator"] = "src/Orleans.Streaming/MemoryStreams/MemoryStreamBuilder.cs",
        ["Orleans.Hosting.MemoryGrainStorageSiloBuilderExtensions"] =
            "src/Orleans.Persistence.Memory/Hosting/MemoryGrainStorageSiloBuilderExtensions.cs",
        ["Orleans.Hosting.SiloBuilderMemoryStreamExtensions"] = "src/Orleans.Streaming/Hosting/SiloBuilderMemoryStreamExtensions.cs",
        ["Orleans.IClusterClient"] = "src/Orleans.Core/Core/IClusterClient.cs",
        ["Orleans.IdAttribute"] = "src/Orleans.Serialization.Abstractions/Annotations.cs",
        ["Orleans.IGrainState`1"] = "src/Orleans.Core/CodeGeneration/IGrainState.cs",
        ["Orleans.ImmutableAttribute"] = "src/Orleans.Serialization.Abstractions/Annotations.cs",
        ["Orleans.ResponseTimeoutAttribute"] = "src/Orleans.Serialization.Abstractions/Annotations.cs",
        ["Orleans.Runtime.IPersistentState`1"] = "src/Orleans.Runtime/Facet/Persistent/IPersistentState.cs",
        ["Orleans.Runtime.PersistentStateAttribute"] = "src/Orleans.Runtime/Facet/Persistent/PersistentStateAttribute.cs",
        ["Orleans.Runtime.StreamId"] = "src/Orleans.Streaming/StreamId.cs",
        ["Orleans.Storage.IGrainStorage"] = "src/Orleans.Core/Providers/IGrainStorage.cs",
        ["Orleans.Storage.InconsistentStateException"] = "src/Orleans.Core/Providers/IGrainStorage.cs",
        ["Orleans.Streams.AsyncObservableExtensions"] = "src/Orleans.Streaming/Extensions/AsyncObservableExtensions.cs",
        ["Orleans.Streams.DataNotAvailableException"] = "src/Orleans.Streaming/QueueAdapters/DataNotAvailableException.cs",
        ["Orleans.Streams.IAsyncBatchProducer`1"] = "src/Orleans.Streaming/Core/IAsyncBatchProducer.cs",
        ["Orleans.Streams.IAsyncObservable`1"] = "src/Orleans.Streaming/Core/IAsyncObservable.cs",
        ["Orleans.Streams.IAsyncObserver`1"] = "src/Orleans.Streaming/Core/IAsyncObserver.cs",
        ["Orleans.Streams.IAsyncStream"] = "src/Orleans.Streaming/Core/IAsyncStream.cs",
        ["Orleans.Streams.IAsyncStream`1"] = "src/Orleans.Streaming/Core/IAsyncStream.cs",
        ["Orleans.Streams.IStreamProvider"] = "src/Orleans.Streaming/Providers/IStreamProvider.cs",
        ["Orleans.Streams.QueueCacheMissException"] = "src/Orleans.Streaming/QueueAdapters/QueueCacheMissException.cs",
        ["Orleans.Streams.StreamEventDeliveryFailureException"] = "src/Orleans.Streaming/PersistentStreams/StreamEventDeliveryFailureException.cs",
        ["Orleans.Streams.StreamSequenceToken"] = "src/Orleans.Streaming/Core/StreamSequenceToken.cs",
        ["Orleans.Streams.StreamSubscriptionHandle`1"] = "src/Orleans.Streaming/Core/StreamSubscriptionHandle.cs",
    };

    /// <summary>Finds what is neither compared nor reviewed, and what the list need not have.</summary>
    public static IEnumerable<string> Check(IEnumerable<string> ours, IEnumerable<string> compared, IEnumerable<string> reviewed) =>
    [
        .. ours.Except(compared).Except(reviewed)
            .Select(name => $"{name} is not in Orleans.Core.Abstractions: make it internal, or review it and list it."),
        .. reviewed.Except(ours)
            .Select(name => $"{name} is listed as reviewed and is gone: take it off the list."),
        .. reviewed.Intersect(compared)
            .Select(name => $"{name} is in Orleans.Core.Abstractions, so it is compared without a review: take it off the list."),
    ];
}
