namespace SkillFlaw.Storage.Secrets;

/// <summary>A sealed value cannot be opened: the server has another secret key, or the value is damaged or of another row.</summary>
public sealed class SecretUnreadableException : Exception
{
    /// <summary>With what is wrong. Never with anything of the value.</summary>
    public SecretUnreadableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
