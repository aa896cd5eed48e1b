namespace SkillFlaw.Storage;

/// <summary>The databases that there are.</summary>
public enum DatabaseKind
{
    /// <summary>A file: the default.</summary>
    Sqlite,

    /// <summary>A server, which several nodes can share.</summary>
    Postgres,
}
