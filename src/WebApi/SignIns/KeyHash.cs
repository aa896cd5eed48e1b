using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>The hash of an API key as the key of a cache: the key itself stays in no memory.</summary>
[InlineArray(4)]
internal struct KeyHash : IEquatable<KeyHash>
{
    // A key of ours has 46 characters; nobody needs longer ones.
    private const int Longest = 1_024;

    private ulong _part;

    public static KeyHash Of(string key)
    {
        Span<byte> text = stackalloc byte[Longest];
        var hash = default(KeyHash);
        var bytes = MemoryMarshal.AsBytes((Span<ulong>)hash);
        if (Encoding.UTF8.TryGetBytes(key, text, out var length))
        {
            SHA256.HashData(text[..length], bytes);
        }

        return hash;
    }

    public readonly byte[] ToArray() => MemoryMarshal.AsBytes((ReadOnlySpan<ulong>)this).ToArray();

    public readonly bool Equals(KeyHash other) => ((ReadOnlySpan<ulong>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is KeyHash other && Equals(other);

    public override readonly int GetHashCode() => this[0].GetHashCode();
}
