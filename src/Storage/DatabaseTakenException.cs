namespace SkillFlaw.Storage;

/// <summary>Another process uses the database and wants it for itself.</summary>
public sealed class DatabaseTakenException() : Exception("Another process uses this database.");
