namespace SkillFlaw.Conformance.Layers;

public sealed class LayerTests
{
    [Fact]
    public void References_OfTheSolution_PointDown()
    {
        var sources = Solution.Projects()
            .Where(project => project.StartsWith("src/", StringComparison.Ordinal))
            .Select(project => Path.GetFileNameWithoutExtension(project))
            .ToHashSet();

        Problems.AssertNone(Solution.Assemblies.Where(assembly => sources.Contains(assembly.GetName().Name!)).SelectMany(LayerRules.Check));
    }

    [Fact]
    public void References_ThatPointUp_AreReported() => Assert.Equal(
        ["Graph may not reference Grains: move what it needs to a layer below both."],
        LayerRules.Check("SkillFlaw.Graph", ["System.Runtime", "SkillFlaw.Grains"]));

    [Fact]
    public void Projects_NotInTheTable_AreReported() => Assert.Equal(
        ["Plumbing is not in the table of layers: add it to LayerRules, with what it may reference."],
        LayerRules.Check("SkillFlaw.Plumbing", []));
}
