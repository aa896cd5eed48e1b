using System.Reflection;

namespace SkillFlaw.Conformance.Api;

/// <summary>
/// The embedded grain runtime offers nothing that Orleans lacks. What is in Orleans.Core.Abstractions is compared with that assembly;
/// the others cannot be restored on every machine, so <see cref="ReviewedTypes"/> says which source file each was compared with.
/// </summary>
public sealed class ApiTests
{
    private static readonly IReadOnlyDictionary<string, ApiType> _ours = ApiAssembly.Read(typeof(Grain).Assembly.Location);

    [Fact]
    public void PublicTypes_AlsoInOrleans_OfferNothingMore()
    {
        var theirs = ReadOrleans();

        Problems.AssertNone(_ours.Values.Where(type => theirs.ContainsKey(type.Name))
            .SelectMany(type => ApiComparison.Compare(type, theirs[type.Name])));
    }

    [Fact]
    public void PublicTypes_NotInOrleansCoreAbstractions_AreReviewed() =>
        Problems.AssertNone(ReviewedTypes.Check(_ours.Keys, ReadOrleans().Keys, ReviewedTypes.Sources.Keys));

    [Theory]
    [InlineData("Orleans.New is not in Orleans.Core.Abstractions")]
    [InlineData("Orleans.Gone is listed as reviewed and is gone")]
    [InlineData("Orleans.Compared is in Orleans.Core.Abstractions")]
    public void ReviewedTypes_ThatDoNotFit_AreReported(string problem)
    {
        var problems = ReviewedTypes.Check(["Orleans.New", "Orleans.Compared"], ["Orleans.Compared"], ["Orleans.Compared", "Orleans.Gone"]);

        Assert.Contains(problems, found => found.StartsWith(problem, StringComparison.Ordinal));
    }

    private static IReadOnlyDictionary<string, ApiType> ReadOrleans()
    {
        var path = typeof(ApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "OrleansCoreAbstractions").Value!;
        Assert.True(File.Exists(path), $"There is no {path}: restore this project where NuGet can download the package.");
        return ApiAssembly.Read(path);
    }
}
