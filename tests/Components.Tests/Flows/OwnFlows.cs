namespace SkillFlaw.Components.Flows;

/// <summary>The flows in <c>tests/Flows</c>, found from where the tests run.</summary>
internal static class OwnFlows
{
    public static byte[] Read(string name) => File.ReadAllBytes(Repository.File("tests", "Flows", name + ".json"));
}
