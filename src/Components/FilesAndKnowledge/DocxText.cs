using System.Text;
using System.Xml;

namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>The text of a Word document: its paragraphs, with an empty line between them. Tables, headers and text boxes are left out.</summary>
internal static class DocxText
{
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    /// <exception cref="InvalidDataException">It is no Word document, or a huge one.</exception>
    /// <exception cref="XmlException">Its text is broken.</exception>
    public static string Read(ReadOnlyMemory<byte> docx)
    {
        using var archive = ZipContent.Open(docx);
        var document = archive.GetEntry("word/document.xml") ?? throw new InvalidDataException("It is no Word document.");
        using var stream = document.Open();
        using var limited = new LimitedStream(stream, FileBudget.MaxFileBytes);
        using var reader = XmlReader.Create(limited, XmlText.Safely);
        return string.Join("\n\n", Paragraphs(reader));
    }

    private static List<string> Paragraphs(XmlReader reader)
    {
        var paragraphs = new List<string>();
        if (!reader.ReadToFollowing("body", Word) || reader.IsEmptyElement)
        {
            return paragraphs;
        }

        var body = reader.Depth;
        reader.Read();
        while (reader.Depth > body)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
            }
            else if (reader.LocalName == "p" && reader.NamespaceURI == Word)
            {
                paragraphs.Add(ReadParagraph(reader));
            }
            else
            {
                reader.Skip();
            }
        }

        return paragraphs;
    }

    // Reads one paragraph and what ends it.
    private static string ReadParagraph(XmlReader reader)
    {
        var text = new StringBuilder();
        if (!reader.IsEmptyElement)
        {
            var paragraph = reader.Depth;
            reader.Read();
            while (reader.Depth > paragraph)
            {
                ReadPart(reader, text);
            }
        }

        reader.Read();
        return text.ToString();
    }

    private static void ReadPart(XmlReader reader, StringBuilder text)
    {
        if (reader.NodeType != XmlNodeType.Element)
        {
            reader.Read();
            return;
        }

        switch (reader.LocalName)
        {
            case "t":
                // This reads past the end of the element.
                text.Append(reader.ReadElementContentAsString());
                return;
            case "tab" or "br" or "cr" or "noBreakHyphen":
                text.Append(reader.LocalName switch { "tab" => '\t', "noBreakHyphen" => '-', _ => '\n' });
                reader.Skip();
                return;
            case "pPr" or "rPr" or "drawing" or "pict" or "AlternateContent":
                reader.Skip();
                return;
            default:
                reader.Read();
                return;
        }
    }
}
