using System.Text;
using System.Xml;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>From the bytes of a file to its text.</summary>
internal static class FileText
{
    private static readonly UTF8Encoding _strictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The text, by the end of the file's name: JSON on one line, XML without comments, the paragraphs of a docx, others as they are.</summary>
    /// <exception cref="ComponentException">It is not what its name says, or of a kind that cannot be read.</exception>
    public static string Read(FileContent file)
    {
        try
        {
            return FileExtensions.Of(file.Path) switch
            {
                "pdf" => throw new ComponentException(
                    $"File '{FileExtensions.NameOf(file.Path)}' is a PDF, and this server cannot read PDF files yet. Convert it to text first."),
                "docx" => DocxText.Read(file.Bytes),
                "json" => JsonValues.Parse(Decode(file.Bytes.Span)).ToJson(),
                "xml" => XmlText.Normalize(Decode(file.Bytes.Span)),
                _ => Decode(file.Bytes.Span),
            };
        }
        catch (Exception failure) when (failure is InvalidValueException or XmlException or InvalidDataException)
        {
            throw new ComponentException($"Error loading file {file.Path}: {failure.Message}", failure);
        }
    }

    /// <summary>The text of bytes: the encoding that a mark at the start tells, else UTF-8, else the one of western Windows.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            return Encoding.UTF8.GetString(bytes[3..]);
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return Encoding.Unicode.GetString(bytes[2..]);
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        }

        try
        {
            return _strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return (CodePagesEncodingProvider.Instance.GetEncoding(1252) ?? Encoding.Latin1).GetString(bytes);
        }
    }
}
