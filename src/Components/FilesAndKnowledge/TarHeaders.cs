namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>
/// Whether the headers of a tar archive agree with its length. A reader makes room for as much as a header announces before it looks
/// whether it is there, so an archive is asked first.
/// </summary>
internal static class TarHeaders
{
    private const int Block = 512;
    private const int SizeAt = 124;
    private const int SizeLength = 12;
    private const int ChecksumAt = 148;
    private const int ChecksumLength = 8;

    /// <summary>Whether every entry has the checksum and the content that its header announces.</summary>
    public static bool Agree(ReadOnlySpan<byte> archive)
    {
        long at = 0;
        while (at + Block <= archive.Length)
        {
            var header = archive.Slice((int)at, Block);
            if (!header.ContainsAnyExcept((byte)0))
            {
                break;
            }

            if (ReadOctal(header.Slice(ChecksumAt, ChecksumLength)) != ChecksumOf(header)
                || ReadOctal(header.Slice(SizeAt, SizeLength)) is not { } size
                || at + Block + size > archive.Length)
            {
                return false;
            }

            at += Block + ((size + Block - 1) / Block * Block);
        }

        return at > 0;
    }

    // The checksum counts its own place as spaces.
    private static long ChecksumOf(ReadOnlySpan<byte> header)
    {
        long sum = ' ' * ChecksumLength;
        for (var index = 0; index < header.Length; index++)
        {
            sum += index is >= ChecksumAt and < ChecksumAt + ChecksumLength ? 0 : header[index];
        }

        return sum;
    }

    // Null for what is no octal number: also the form for sizes beyond 8 GB, which may not be read anyway.
    private static long? ReadOctal(ReadOnlySpan<byte> field)
    {
        long number = 0;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            number = (number * 8) + (digit - '0');
        }

        return number;
    }
}
