namespace SkillFlaw.Storage;

/// <summary>The database cannot be reached, is locked, full or too slow, and was so for as long as somebody may wait.</summary>
public sealed class StorageUnavailableException : Exception
{
    /// <summary>With what is wrong, without anything of the rows or the connection.</summary>
    public StorageUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
