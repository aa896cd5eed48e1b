using System.Security.Cryptography;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.Start;

/// <summary>The folder with all that the server keeps on disk. Only the server's own user may read it.</summary>
internal static class DataFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the folder where it is missing, and completes the settings with what is in it.</summary>
    /// <exception cref="InvalidSettingsException">It cannot be made or written.</exception>
    public static void Prepare(ServerSettings settings)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(settings.DataFolder);
            }
            else
            {
                Directory.CreateDirectory(settings.DataFolder, OwnerOnly | UnixFileMode.UserExecute);
            }

            settings.SecretKey ??= ReadOrMakeKey(Path.Combine(settings.DataFolder, "secret_key"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidSettingsException([$"SKILLFLAW_CONFIG_DIR: the folder {settings.DataFolder} cannot be used: {failure.Message}"]);
        }

        settings.DatabaseUrl ??= $"sqlite:///{Path.Combine(settings.DataFolder, "skillflaw.db")}";
    }

    private static string ReadOrMakeKey(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        if (File.Exists(path))
        {
            var kept = File.ReadAllText(path).Trim();
            return kept.Length >= Storage.Secrets.SecretBox.ShortestKey
                ? kept
                : throw new IOException($"the file {path} holds no secret key; without the key that was there, stored variables cannot be read");
        }

        // Written whole before it has its name: a process that is killed here leaves no half of a key.
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var draft = $"{path}.{Guid.NewGuid():N}";
        using (var file = new StreamWriter(draft, options))
        {
            file.WriteLine(key);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
            return key;
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
            File.Delete(draft);
            return File.ReadAllText(path).Trim();
        }
    }
}
