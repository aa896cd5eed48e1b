namespace SkillFlaw.WebApi.Settings;

public sealed class SettingsTests
{
    [Fact]
    public void Read_WithoutVariables_HasTheDefaults()
    {
        var settings = SettingsReader.Read(new Dictionary<string, string>());

        Assert.Equal(("127.0.0.1", 7860), (settings.Host, settings.Port));
        Assert.False(settings.AutoLogin);
        Assert.False(settings.AllowPrivateAddresses);
        Assert.Null(settings.DatabaseUrl);
        Assert.Empty(settings.CorsOrigins);
        Assert.Empty(settings.Providers);
    }

    [Fact]
    public void Read_WithSeveralMistakes_NamesThemAllAndNoValue()
    {
        var failure = Assert.Throws<InvalidSettingsException>(() => SettingsReader.Read(new Dictionary<string, string>
        {
            ["SKILLFLAW_PORT"] = "99999",
            ["SKILLFLAW_SECRET_KEY"] = "tiny",
            ["SKILLFLAW_LOG_LEVEL"] = "loud",
            ["SKILLFLAW_NOTHING"] = "hush",
            ["PATH"] = "/bin",
        }));

        Assert.Equal(4, failure.Message.Split(Environment.NewLine).Length);
        Assert.Contains("SKILLFLAW_PORT must be", failure.Message, StringComparison.Ordinal);
        Assert.Contains("SKILLFLAW_SECRET_KEY must have", failure.Message, StringComparison.Ordinal);
        Assert.Contains("SKILLFLAW_LOG_LEVEL must be", failure.Message, StringComparison.Ordinal);
        Assert.Contains("SKILLFLAW_NOTHING is no setting", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tiny", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.168.1.4")]
    public void Read_OfAutoLoginBeyondThisMachine_IsRefused(string host) =>
        Assert.Throws<InvalidSettingsException>(() => SettingsReader.Read(new Dictionary<string, string>
        {
            ["SKILLFLAW_AUTO_LOGIN"] = "true",
            ["SKILLFLAW_HOST"] = host,
        }));

    [Fact]
    public void Read_OfProviders_TakesTheNamesOfTheirOwnTools()
    {
        var settings = SettingsReader.Read(new Dictionary<string, string>
        {
            ["OPENAI_API_BASE"] = "http://models.example/v1",
            ["OPENAI_API_KEY"] = " sk-x ",
            ["GEMINI_API_KEY"] = "g",
        });

        Assert.Equal(new Uri("http://models.example/v1"), settings.Providers["OpenAI"].BaseUrl);
        Assert.Equal("sk-x", settings.Providers["OpenAI"].ApiKey);
        Assert.Equal("g", settings.Providers["Google Generative AI"].ApiKey);
        Assert.Equal(2, settings.Providers.Count);
    }

    [Theory]
    [InlineData("SKILLFLAW_CORS_ORIGINS", "https://app.example.com/path")]
    [InlineData("SKILLFLAW_CORS_ORIGINS", "*")]
    [InlineData("SKILLFLAW_TRUSTED_PROXIES", "proxy.example.com")]
    [InlineData("SKILLFLAW_FRONTEND_PATH", "/nowhere/at/all")]
    [InlineData("SKILLFLAW_API_KEY_SOURCE", "env")]
    [InlineData("SKILLFLAW_RUN_TIMEOUT", "0")]
    [InlineData("skillflaw_port", "7860")]
    public void Read_OfWrongValue_IsRefused(string name, string value) =>
        Assert.Throws<InvalidSettingsException>(() => SettingsReader.Read(new Dictionary<string, string> { [name] = value }));

    [Fact]
    public void Read_OfASecretInAFile_TakesWhatIsInIt()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "a key that is long enough\n");

        Assert.Equal("a key that is long enough", SettingsReader.Read(new Dictionary<string, string> { ["SKILLFLAW_SECRET_KEY_FILE"] = file }).SecretKey);
        var both = Refuse(("SKILLFLAW_SECRET_KEY_FILE", file), ("SKILLFLAW_SECRET_KEY", "another key that is long"));
        File.Delete(file);
        var gone = Refuse(("SKILLFLAW_SECRET_KEY_FILE", file));

        Assert.Contains("one of them is enough", both, StringComparison.Ordinal);
        Assert.DoesNotContain("another key", both, StringComparison.Ordinal);
        Assert.Contains("SKILLFLAW_SECRET_KEY cannot be read from the file that SKILLFLAW_SECRET_KEY_FILE names", gone, StringComparison.Ordinal);
        Assert.Contains("is no setting", Refuse(("SKILLFLAW_PORT_FILE", file)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfACluster_SaysAllThatItLacks()
    {
        var message = Refuse(("SKILLFLAW_CLUSTER", "redis"), ("SKILLFLAW_SILO_CERTIFICATE", "silo.pfx"));

        // The tests run on the embedded runtime.
        Assert.Contains("needs the Orleans build", message, StringComparison.Ordinal);
        Assert.Contains("SKILLFLAW_CLUSTER_CONNECTION must say", message, StringComparison.Ordinal);
        Assert.Contains("SKILLFLAW_DATABASE_URL must name one", message, StringComparison.Ordinal);
        Assert.Contains("SKILLFLAW_SECRET_KEY must be set", message, StringComparison.Ordinal);
        Assert.Contains("must be set both or not at all", message, StringComparison.Ordinal);
        Assert.Contains("SKILLFLAW_CLUSTER must be set", Refuse(("SKILLFLAW_ROLE", "silo")), StringComparison.Ordinal);
        Assert.Contains("must not be set", Refuse(("SKILLFLAW_CLUSTER", "postgresql"), ("SKILLFLAW_CLUSTER_CONNECTION", "redis:6379")), StringComparison.Ordinal);
    }

    private static string Refuse(params (string Name, string Value)[] environment) => Assert.Throws<InvalidSettingsException>(
        () => SettingsReader.Read(environment.ToDictionary(each => each.Name, each => each.Value))).Message;

    [Fact]
    public void Documentation_OfSettings_IsCurrent()
    {
        var page = Repository.File("docs", "configuration.md");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(page, SettingsMarkdown.Write());
        }

        Assert.Equal(SettingsMarkdown.Write(), File.ReadAllText(page));
    }
}
