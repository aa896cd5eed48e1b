namespace SkillFlaw.Storage.Journals;

/// <summary>What happens to a row.</summary>
internal enum JournalOperation
{
    Insert,
    Replace,
    Change,
    Delete,
}
