using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>Makes archives for tests.</summary>
internal static class Archives
{
    public static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    public static byte[] Tar(params (string Name, byte[] Content)[] files)
    {
        var stream = new MemoryStream();
        using (var archive = new TarWriter(stream, TarEntryFormat.Pax))
        {
            foreach (var (name, content) in files)
            {
                archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return stream.ToArray();
    }

    public static byte[] Gzip(byte[] content)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.SmallestSize))
        {
            gzip.Write(content);
        }

        return stream.ToArray();
    }

    public static byte[] Docx(string body) => Zip(("word/document.xml", Text(
        $"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>")));

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
