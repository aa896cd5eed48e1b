using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SkillFlaw.Storage.Secrets;

/// <summary>
/// Seals values with the server's secret key, each for one row. An envelope is a version (1), a random nonce (12 bytes), a tag (16) and the
/// value encrypted by AES-256-GCM; the place of the row is authenticated with it, so that a copy in another row cannot be opened.
/// </summary>
public sealed class SecretBox
{
    /// <summary>How long the server's secret key must be at least.</summary>
    public const int ShortestKey = 16;

    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = 1 + NonceSize + TagSize;

    private readonly byte[] _key = new byte[32];

    /// <summary>A box for the server's secret key.</summary>
    /// <exception cref="ArgumentException">The key is too short to be one.</exception>
    public SecretBox(string secretKey)
    {
        if (secretKey.Length < ShortestKey)
        {
            throw new ArgumentException($"The server's secret key must have at least {ShortestKey} characters.", nameof(secretKey));
        }

        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secretKey), _key, salt: default, "skillflaw.secret-box.1"u8);
    }

    /// <summary>Seals a value for a place. The same value gives another envelope each time.</summary>
    public byte[] Seal(string value, SecretPlace place)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var envelope = new byte[HeaderSize + plain.Length];
        envelope[0] = Version;
        var nonce = envelope.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = NewCipher();
        cipher.Encrypt(nonce, plain, envelope.AsSpan(HeaderSize), envelope.AsSpan(1 + NonceSize, TagSize), Bind(place));
        CryptographicOperations.ZeroMemory(plain);
        return envelope;
    }

    /// <summary>Opens what was sealed for this place.</summary>
    /// <exception cref="SecretUnreadableException">Another key, another place, or no envelope at all.</exception>
    public string Open(ReadOnlySpan<byte> envelope, SecretPlace place)
    {
        if (envelope.Length < HeaderSize || envelope[0] != Version)
        {
            throw new SecretUnreadableException("This is not a sealed value of a version that this server knows.");
        }

        var plain = new byte[envelope.Length - HeaderSize];
        try
        {
            using var cipher = NewCipher();
            cipher.Decrypt(
                envelope.Slice(1, NonceSize), envelope[HeaderSize..], envelope.Slice(1 + NonceSize, TagSize), plain, Bind(place));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException failure)
        {
            throw new SecretUnreadableException(
                "A stored secret cannot be opened: the server's secret key has changed, or the value was damaged or moved to another row.", failure);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    // One for each use: a cipher that two threads use at once mixes up their values.
    private AesGcm NewCipher() => new(_key, TagSize);

    // Fixed lengths first and one text last: no two places give the same bytes.
    private static byte[] Bind(SecretPlace place)
    {
        var bound = new byte[21 + Encoding.UTF8.GetByteCount(place.Name)];
        bound[0] = Version;
        place.TenantId.TryWriteBytes(bound.AsSpan(1), bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bound.AsSpan(17), place.UserId);
        Encoding.UTF8.GetBytes(place.Name, bound.AsSpan(21));
        return bound;
    }
}
