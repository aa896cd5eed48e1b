using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Flows;

/// <summary>
/// A flow as a user saved it (flow-format section 1): the document itself, untouched, and what a run needs of it, with groups opened and
/// notes left out. Immutable.
/// </summary>
public sealed class FlowDefinition
{
    internal FlowDefinition(ReadOnlyMemory<byte> document) => Document = document;

    /// <summary>The JSON document, byte for byte. Fields that nobody here knows are in it and nowhere else.</summary>
    public ReadOnlyMemory<byte> Document { get; }

    /// <summary>The flow id of the document, or null.</summary>
    public string? Id { get; internal init; }

    /// <summary>The name; empty where the document has none.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The description.</summary>
    public string Description { get; internal init; } = "";

    /// <summary>Another name for the flow in addresses, or null.</summary>
    public string? EndpointName { get; internal init; }

    /// <summary>Whether the document is one saved component and no flow.</summary>
    public bool IsComponent { get; internal init; }

    /// <summary>The editor's version that saved it, or null.</summary>
    public string? LastTestedVersion { get; internal init; }

    /// <summary>The vertices: the nodes in the order of the document, then the children of each group.</summary>
    public ImmutableArray<VertexDefinition> Vertices { get; internal init; } = [];

    /// <summary>The edges in the order of the document, those inside of groups after the others.</summary>
    public ImmutableArray<EdgeDefinition> Edges { get; internal init; } = [];

    /// <summary>The groups, outer before inner.</summary>
    public ImmutableArray<GroupDefinition> Groups { get; internal init; } = [];

    /// <summary>Reads a flow.</summary>
    /// <param name="utf8">The document; kept, so it must not change afterwards.</param>
    /// <param name="limits">How large it may be; null for <see cref="FlowLimits.Default"/>.</param>
    /// <exception cref="InvalidFlowException">No JSON, no flow, too large, or from before version 1.0.</exception>
    public static FlowDefinition Parse(ReadOnlyMemory<byte> utf8, FlowLimits? limits = null)
    {
        limits ??= FlowLimits.Default;
        if (utf8.Length > limits.MaxBytes)
        {
            throw TooLong(limits);
        }

        // The parser looks only at the texts that are asked for, but the whole document is given back.
        if (!Utf8.IsValid(utf8.Span))
        {
            throw new InvalidFlowException("The flow is not valid UTF-8.");
        }

        try
        {
            using var document = JsonDocument.Parse(WithoutMark(utf8), new JsonDocumentOptions { MaxDepth = FlowReader.MaxDepth });
            return new FlowReader(limits).Read(document.RootElement, utf8);
        }
        catch (JsonException failure)
        {
            throw new InvalidFlowException($"The flow is not valid JSON, or nests deeper than {FlowReader.MaxDepth} levels: {At(failure)}.", cause: failure);
        }
        catch (InvalidValueException failure)
        {
            throw new InvalidFlowException($"The flow cannot be read: {failure.Message}", cause: failure);
        }
    }

    /// <summary>Reads a flow from a stream, and stops reading at the limit.</summary>
    /// <inheritdoc cref="Parse" />
    public static async Task<FlowDefinition> ReadAsync(Stream utf8, FlowLimits? limits = null, CancellationToken cancellationToken = default)
    {
        limits ??= FlowLimits.Default;
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = await utf8.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > limits.MaxBytes)
            {
                throw TooLong(limits);
            }

            buffer.Write(chunk, 0, read);
        }

        return Parse(buffer.ToArray(), limits);
    }

    // Windows editors put a byte order mark in front.
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> utf8) =>
        utf8.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? utf8[3..] : utf8;

    private static InvalidFlowException TooLong(FlowLimits limits) => new($"The flow is longer than {limits.MaxBytes:N0} bytes.");

    private static string At(JsonException failure) => failure.LineNumber is { } line
        ? $"line {line + 1}, byte {failure.BytePositionInLine + 1}"
        : "at its end";
}
