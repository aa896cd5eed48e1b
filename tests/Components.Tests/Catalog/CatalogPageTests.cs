namespace SkillFlaw.Components.Catalog;

public sealed class CatalogPageTests
{
    [Fact]
    public void ToMarkdown_PageInDocs_IsTheSame()
    {
        var path = Repository.File("docs", "components.md");
        var page = ComponentCatalog.Create().ToMarkdown();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path) == page,
            "docs/components.md is out of date: run 'UPDATE_DOCS=1 dotnet test tests/Components.Tests' and commit it.");
    }
}
