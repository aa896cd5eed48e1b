using System.Collections.Frozen;

namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>Which files the File component takes, by the ends of their names.</summary>
internal static class FileExtensions
{
    /// <summary>Those that are read as text.</summary>
    public static readonly FrozenSet<string> Text = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "csv", "json", "pdf", "txt", "md", "mdx", "yaml", "yml", "xml", "html", "htm", "docx", "py", "sh", "sql", "js", "ts", "tsx");

    /// <summary>Those that need the Advanced Parser.</summary>
    public static readonly FrozenSet<string> Advanced = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "adoc", "asciidoc", "asc", "bmp", "dotx", "dotm", "docm", "jpg", "jpeg", "png", "potx", "ppsx", "pptm", "potm", "ppsm", "pptx", "tiff", "xls",
        "xlsx", "xhtml", "webp");

    /// <summary>Those that hold other files.</summary>
    public static readonly FrozenSet<string> Bundles = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "zip", "tar", "tgz", "bz2", "gz");

    /// <summary>What comes after the last point of the name, in lower case; empty for nothing.</summary>
    public static string Of(string path)
    {
        var name = NameOf(path);
        var point = name.LastIndexOf('.');
        return point <= 0 ? "" : name[(point + 1)..].ToLowerInvariant();
    }

    /// <summary>The part behind the last slash.</summary>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
