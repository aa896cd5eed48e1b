namespace SkillFlaw.Conformance;

/// <summary>What a rule found: one sentence each, which says where and what to do.</summary>
internal static class Problems
{
    /// <summary>Fails with every problem in full; the assertions of xunit shorten them.</summary>
    public static void AssertNone(IEnumerable<string> problems)
    {
        var all = problems.ToArray();
        Assert.True(all.Length == 0, string.Join(Environment.NewLine, all));
    }
}
