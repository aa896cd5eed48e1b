namespace SkillFlaw.Storage.Journals;

/// <summary>
/// The database refuses a row for what it is: its key is there already, a value does not fit, the row to change is gone or has another fence.
/// Nothing of its append was stored.
/// </summary>
public sealed class RowRefusedException : Exception
{
    /// <summary>With what is wrong.</summary>
    public RowRefusedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
