namespace SkillFlaw.WebApi.Flows;

public sealed class FlowSecretsTests
{
    [Theory]
    [InlineData("api_key", "true", true)]
    [InlineData("openai_api_key", "1", true)]
    [InlineData("api_token", "\"yes\"", true)]
    [InlineData("api_token", "[1]", true)]
    [InlineData("api_tokens", "true", false)]
    [InlineData("password", "true", false)]
    [InlineData("api_base", "true", false)]
    [InlineData("api_key", "false", false)]
    [InlineData("api_key", "null", false)]
    [InlineData("api_key", "0", false)]
    [InlineData("api_key", "\"\"", false)]
    public void RemoveKeys_GoesByNameAndFlag(string name, string password, bool isRemoved)
    {
        var field = $$"""{ "value" : {"x":["s",{}]} , "password": {{password}},"name":"{{name}}"}""";

        Assert.Equal(
            isRemoved ? field.Replace("""{"x":["s",{}]}""", "null", StringComparison.Ordinal) : field, FlowSecrets.RemoveKeys(field));
    }

    [Fact]
    public void RemoveKeys_InGroups_FindsThemAll()
    {
        const string Field = """{"name":"api_key","password":true,"value":VALUE}""";
        const string Document = $$"""{"nodes":[{"data":{"node":{"template":{"a":{{Field}},"é\ud800":1e2},"flow":{"data":{"nodes":[{"x":{{Field}}}]} } } } }]}""";

        Assert.Equal(
            Document.Replace("VALUE", "null", StringComparison.Ordinal),
            FlowSecrets.RemoveKeys(Document.Replace("VALUE", "\"sk-é\\\"\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void RemoveKeys_OfASecretInASecret_RemovesTheOuter() => Assert.Equal(
        """[{"name":"api_key","password":true,"value":null}]""",
        FlowSecrets.RemoveKeys("""[{"name":"api_key","password":true,"value":{"name":"api_key","password":true,"value":"x"}}]"""));

    [Fact]
    public void RemoveAll_GoesByTheFlagAlone() => Assert.Equal(
        """[{"password":true,"value":null},{"password":false,"value":"y"}]""",
        FlowSecrets.RemoveAll("""[{"password":true,"value":"x"},{"password":false,"value":"y"}]"""));
}
