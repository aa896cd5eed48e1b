using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>Grain keys of a <see cref="Guid"/>: 32 hexadecimal digits, then <c>+</c> and the extension where there is one.</summary>
public static class GrainIdKeyExtensions
{
    private const int GuidLength = 32;

    /// <summary>Makes a key.</summary>
    /// <param name="key">The number.</param>
    /// <param name="keyExtension">The text beside it; null or white space for none.</param>
    public static IdSpan CreateGuidKey(Guid key, string? keyExtension) =>
        IdSpan.Create(string.IsNullOrWhiteSpace(keyExtension) ? key.ToString("N") : $"{key:N}+{keyExtension}");

    /// <summary>Reads a key.</summary>
    /// <param name="grainId">The grain.</param>
    /// <param name="key">The number.</param>
    /// <param name="keyExt">The text beside it, or null.</param>
    /// <returns>False when the key is not of this form.</returns>
    public static bool TryGetGuidKey(this GrainId grainId, out Guid key, out string? keyExt)
    {
        var text = grainId.Key.ToString();
        keyExt = null;
        if (text.Length > GuidLength && text[GuidLength] == '+')
        {
            keyExt = text[(GuidLength + 1)..];
        }
        else if (text.Length != GuidLength)
        {
            key = default;
            return false;
        }

        return Guid.TryParseExact(text.AsSpan(0, GuidLength), "N", out key);
    }

    /// <summary>Reads a key.</summary>
    /// <param name="grainId">The grain.</param>
    /// <param name="keyExt">The text beside the number, or null.</param>
    /// <exception cref="ArgumentException">The key is not of this form.</exception>
    public static Guid GetGuidKey(this GrainId grainId, out string? keyExt)
    {
        if (!grainId.TryGetGuidKey(out var key, out keyExt))
        {
            ThrowNoGuid(grainId);
        }

        return key;
    }

    [DoesNotReturn]
    private static void ThrowNoGuid(GrainId grainId) =>
        throw new ArgumentException($"Value \"{grainId}\" is not in the correct format for a Guid key.", nameof(grainId));
}
