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
    public void PublicTypes_NotInOrleansCoreAbstractions_AreReviewed()
    {
        var theirs = ReadOrleans();

        var listed = ReviewedTypes.Sources.Keys;

        Problems.AssertNone(
        [
            .. _ours.Keys.Where(name => !theirs.ContainsKey(name)).Except(listed)
                .Select(name => $"{name} is not in Orleans.Core.Abstractions: make it internal, or review it and list it."),
            .. listed.Except(_ours.Keys)
                .Select(name => $"{name} is listed as reviewed and is gone: take it off the list."),
            .. listed.Where(theirs.ContainsKey)
                .Select(name => $"{name} is in Orleans.Core.Abstractions, so it is compared without a review: take it off the list."),
        ]);
    }

    private static IReadOnlyDictionary<string, ApiType> ReadOrleans()
    {
        var path = typeof(ApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "OrleansCoreAbstractions").Value!;
        Assert.True(File.Exists(path), $"There is no {path}: restore this project where NuGet can download the package.");
        return ApiAssembly.Read(path);
    }
}
