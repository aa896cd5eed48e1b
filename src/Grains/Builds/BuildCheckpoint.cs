using System.Text.Json;
using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Grains.Builds;

/// <summary>What an entry of a build's log tells whoever goes on with it. The first byte of its form says which one it is.</summary>
internal abstract record BuildCheckpoint
{
    private const byte RequestMark = (byte)'R';
    private const byte ClaimMark = (byte)'C';
    private const byte VertexMark = (byte)'V';
    private const byte CancelMark = (byte)'X';

    /// <summary>The form that is stored.</summary>
    public byte[] ToBytes() => this switch
    {
        BuildRequested requested => [RequestMark, .. JsonSerializer.SerializeToUtf8Bytes(requested.Build, StoredBuildJson.Default.StoredBuild)],
        BuildClaimed claimed => [ClaimMark, claimed.AfterCrash ? (byte)1 : (byte)0],
        VertexEnded vertex => [VertexMark, .. VertexCheckpoint.ToCheckpoint(vertex.VertexId, vertex.Result)],
        _ => [CancelMark],
    };

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static BuildCheckpoint Read(byte[] bytes) => bytes.AsSpan() switch
    {
        [RequestMark, .. var rest] => new BuildRequested(JsonSerializer.Deserialize(rest, StoredBuildJson.Default.StoredBuild)!),
        [ClaimMark, var crash] => new BuildClaimed(crash != 0),
        [VertexMark, .. var rest] => ReadVertex(rest),
        [CancelMark] => new BuildCancelled(),
        _ => throw new FormatException("An entry of a build's log is of no known kind."),
    };

    private static VertexEnded ReadVertex(ReadOnlySpan<byte> bytes)
    {
        var (vertexId, result) = VertexCheckpoint.Read(bytes);
        return new VertexEnded(vertexId, result);
    }
}

/// <summary>The build was accepted.</summary>
internal sealed record BuildRequested(StoredBuild Build) : BuildCheckpoint;

/// <summary>A process goes on with it: another one than before, or the same that could not reach the database for a while.</summary>
internal sealed record BuildClaimed(bool AfterCrash) : BuildCheckpoint;

/// <summary>A vertex has finished, or failed: then without a result.</summary>
internal sealed record VertexEnded(string VertexId, VertexResult? Result) : BuildCheckpoint;

/// <summary>Somebody wants it to stop.</summary>
internal sealed record BuildCancelled : BuildCheckpoint;
