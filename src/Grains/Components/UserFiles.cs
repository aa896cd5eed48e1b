using Microsoft.Extensions.Options;

namespace SkillFlaw.Grains.Components;

/// <summary>Where the users' files are kept.</summary>
public sealed class UserFileOptions
{
    /// <summary>The folder with a folder for each tenant.</summary>
    public string Folder { get; set; } = "files";
}

/// <summary>The users' files, under paths like <c>flow id/name</c> in the folder of their tenant.</summary>
internal sealed class UserFiles(IOptions<UserFileOptions> options)
{
    private const int LongestName = 200;

    /// <summary>Opens a file for reading; null where there is none, or where the path is none.</summary>
    public FileStream? Open(Guid tenantId, string path)
    {
        var file = Find(tenantId, path);
        return file is not null && File.Exists(file)
            ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 81_920, useAsync: true)
            : null;
    }

    /// <summary>Deletes a file, if it is there.</summary>
    public void Delete(Guid tenantId, string path)
    {
        if (Find(tenantId, path) is { } file)
        {
            File.Delete(file);
        }
    }

    // A path comes from a flow or a request: only plain names one below the other are taken.
    private string? Find(Guid tenantId, string path)
    {
        var names = path.Split('/');
        return names.Length is >= 1 and <= 4 && names.All(IsPlain)
            ? Path.Combine([options.Value.Folder, tenantId.ToString("N"), .. names])
            : null;
    }

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= LongestName && name is not ("." or "..") && name.AsSpan().IndexOfAny(['/', '\\', ':', '\0']) < 0
        && !name.Any(char.IsControl);
}
