using System.Text;
using System.Xml;

namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>XML as a text again, without declaration, comments and instructions.</summary>
internal static class XmlText
{
    /// <summary>How XML of strangers is read: no document type, so no entity that grows or reaches out.</summary>
    public static readonly XmlReaderSettings Safely = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <exception cref="XmlException">It is no XML.</exception>
    public static string Normalize(string xml)
    {
        var text = new StringBuilder(xml.Length);
        using var reader = XmlReader.Create(new StringReader(xml), Safely);
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.None }))
        {
            while (reader.Read())
            {
                Copy(reader, writer);
            }
        }

        return text.ToString().Trim();
    }

    private static void Copy(XmlReader reader, XmlWriter writer)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                var isEmpty = reader.IsEmptyElement;
                writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                writer.WriteAttributes(reader, defattr: true);
                if (isEmpty)
                {
                    writer.WriteEndElement();
                }

                break;
            case XmlNodeType.EndElement:
                writer.WriteEndElement();
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA:
                writer.WriteString(reader.Value);
                break;
            case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                writer.WriteWhitespace(reader.Value);
                break;
        }
    }
}
