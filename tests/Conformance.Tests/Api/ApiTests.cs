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

        Problems.AssertNone(
        [
            .. _ours.Keys.Where(name => !theirs.ContainsKey(name) && !ReviewedTypes.Sources.ContainsKey(name))
                .Select(name => $"{name} is not in Orleans.Core.Abstractions: make it internal, or compare it with Orleans' source and list it."),
            .. ReviewedTypes.Sources.Keys.Where(name => !_ours.ContainsKey(name))
                .Select(name => $"{name} is listed as reviewed and is gone: take it off the list."),
            .. ReviewedTypes.Sources.Keys.Where(theirs.ContainsKey)
                .Select(name => $"{name} is listed as reviewed and is in Orleans.Core.Abstractions, where it is compared: take it off the list."),
        ]);
    }

    private static IReadOnlyDictionary<string, ApiType> ReadOrleans()
    {
        var path = typeof(ApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "OrleansCoreAbstractions").Value!;
        Assert.True(File.Exists(path), $"There is no {path}: restore this project where the package Microsoft.Orleans.Core.Abstractions can be downloaded.");
        return ApiAssembly.Read(path);
    }
}
