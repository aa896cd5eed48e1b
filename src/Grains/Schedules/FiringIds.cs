using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SkillFlaw.Grains.Schedules;

/// <summary>The ids of jobs that schedules begin. The same time of the same schedule is the same job, whoever begins it and however often.</summary>
internal static class FiringIds
{
    /// <summary>The id of a job.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="at">The time that it runs for.</param>
    public static Guid Of(Guid scheduleId, DateTimeOffset at)
    {
        Span<byte> name = stackalloc byte[24];
        scheduleId.TryWriteBytes(name, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(name[16..], at.ToUnixTimeMilliseconds());
        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, id);

        // The time first, as in the ids of all other jobs: lists are in their order. Then version 8 of RFC 9562: made of whatever its maker likes.
        name[18..].CopyTo(id);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id[..16], bigEndian: true);
    }
}
