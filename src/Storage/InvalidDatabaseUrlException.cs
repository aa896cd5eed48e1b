namespace SkillFlaw.Storage;

/// <summary>The setting of the database cannot be read. The message says why, and never repeats a password.</summary>
public sealed class InvalidDatabaseUrlException : Exception
{
    /// <summary>With what is wrong.</summary>
    public InvalidDatabaseUrlException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
