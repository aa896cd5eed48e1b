namespace SkillFlaw.WebApi.Projects;

public sealed class NumberedNameTests
{
    [Theory]
    [InlineData("a", "", "a")]
    [InlineData("a", "b", "a")]
    [InlineData("a", "a", "a (1)")]
    [InlineData("a", "a;a (3);a (2)", "a (4)")]
    [InlineData("a", "a (3)", "a")]
    [InlineData("a", "a;a (x);a ();a (-5);a ( 7);a (99999999999999999999);ab (8);a (9", "a (1)")]
    [InlineData("", ";x", " (1)")]
    public void FreeOf_CountsFromTheHighest(string name, string taken, string expected) =>
        Assert.Equal(expected, NumberedName.FreeOf(name, taken.Split(';').ToHashSet(), " (", ")"));
}
