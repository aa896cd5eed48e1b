using System.ComponentModel.DataAnnotations;
using SkillFlaw.Storage.Secrets;

namespace SkillFlaw.Storage;

/// <summary>Where the server keeps its data.</summary>
public sealed class StorageOptions
{
    /// <summary>The database, in any form that <see cref="DatabaseUrl"/> reads.</summary>
    [Required]
    public string Database { get; set; } = "sqlite:///skillflaw.db";

    /// <summary>The server's secret key, which seals the variables. Without it none can be read or written.</summary>
    [MinLength(SecretBox.ShortestKey)]
    public string? SecretKey { get; set; }

    /// <summary>
    /// How long what requests read again and again is used before it is read anew. Changes by this process hold at once; those of other nodes, and of
    /// whoever writes into the database by hand, after this time. Nobody else writes where a server has its database for itself.
    /// </summary>
    public TimeSpan ReadingsLast { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How long another node may take for its migration before this one gives up.</summary>
    public TimeSpan MigrationTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a query or a save waits for SQLite's lock.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
