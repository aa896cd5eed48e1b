using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SkillFlaw.Grains.Builds;

/// <summary>The ids of messages in work that may be executed again: what is said a second time gets the same id, and takes the first one's place.</summary>
internal static class MessageIds
{
    /// <summary>What counts as the message of a vertex' failure.</summary>
    public const int Failure = 0;

    /// <summary>The id of a message.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="vertexId">The vertex that says it.</param>
    /// <param name="execution">How often the vertex had finished before.</param>
    /// <param name="ordinal">Which message of this execution, from 1; 0 for that of its failure.</param>
    public static Guid Of(Guid jobId, string vertexId, int execution, int ordinal)
    {
        var name = new byte[24 + Encoding.UTF8.GetMaxByteCount(vertexId.Length)];
        jobId.TryWriteBytes(name, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(name.AsSpan(16), execution);
        BinaryPrimitives.WriteInt32BigEndian(name.AsSpan(20), ordinal);
        var length = 24 + Encoding.UTF8.GetBytes(vertexId, name.AsSpan(24));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name.AsSpan(0, length), hash);

        // The job's time first, as jobs' ids have it: what is stored together lies together in the index, and a commit changes few of its pages.
        // Then version 8 of RFC 9562: made of whatever its maker likes.
        name.AsSpan(0, 6).CopyTo(hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
