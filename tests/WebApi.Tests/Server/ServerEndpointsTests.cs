namespace SkillFlaw.WebApi.Server;

[Collection(nameof(SharedServer))]
public sealed class ServerEndpointsTests(WebServer server)
{
    [Fact]
    public async Task Health_WithoutCredentials_IsOk()
    {
        var answer = await server.Nobody.GetAsync("/health").ReadAsync(200);

        Assert.Equal("""{"status":"ok"}""", answer.GetRawText());
    }

    [Fact]
    public async Task HealthCheck_WithoutCredentials_NamesEachPart()
    {
        var answer = await server.Nobody.GetAsync("/health_check").ReadAsync(200);

        Assert.Equal("""{"status":"ok","chat":"ok","db":"ok"}""", answer.GetRawText());
    }

    [Fact]
    public async Task Version_WithoutCredentials_NamesThePackage()
    {
        var answer = await server.Nobody.GetAsync("/api/v1/version").ReadAsync(200);

        Assert.Equal("SkillFlaw", answer.Text("package"));
        Assert.Equal(answer.Text("version"), answer.Text("main_version"));
    }

    [Fact]
    public async Task Config_OfUser_HasAllThatTheEditorReads()
    {
        var answer = await server.Admin.GetAsync("/api/v1/config").ReadAsync(200);

        Assert.Equal(
            [
                "feature_flags", "serialization_max_items_length", "serialization_max_text_length", "frontend_timeout", "auto_saving",
                "auto_saving_interval", "health_check_max_retries", "max_file_size_upload", "webhook_polling_interval",
                "public_flow_cleanup_interval", "public_flow_expiration", "event_delivery", "webhook_auth_enable", "voice_mode_available",
                "default_folder_name", "default_project_name", "hide_getting_started_progress",
            ],
            answer.EnumerateObject().Select(field => field.Name));
        Assert.Equal("Starter Project", answer.Text("default_folder_name"));
    }

    [Theory]
    [InlineData("/api/v1/config")]
    [InlineData("/api/v1/all")]
    public async Task EndpointOfUsers_WithoutCredentials_IsForbidden(string path) =>
        Assert.Equal("An API key must be passed as query or header", await server.Nobody.GetAsync(path).ReadErrorAsync(403));

    [Fact]
    public async Task UnknownPath_UnderApi_IsJson() =>
        Assert.Equal("Not Found", await server.Nobody.GetAsync("/api/v1/nothing/here").ReadErrorAsync(404));

    [Fact]
    public async Task KnownPath_WithAnotherMethod_SaysWhichItTakes()
    {
        using var answer = await server.Admin.DeleteAsync("/api/v1/version");

        Assert.Equal(405, (int)answer.StatusCode);
        Assert.Contains("GET", answer.Content.Headers.Allow);
        Assert.Equal("""{"detail":"Method Not Allowed"}""", await answer.Content.ReadAsStringAsync());
    }
}
