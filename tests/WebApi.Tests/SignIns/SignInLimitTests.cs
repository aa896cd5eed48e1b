namespace SkillFlaw.WebApi.SignIns;

public sealed class SignInLimitTests : IAsyncLifetime
{
    private readonly WebServer _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    [Fact]
    public async Task LogIn_AfterTenWrongPasswords_IsRefusedUnlooked()
    {
        for (var tried = 0; tried < 10; tried++)
        {
            Assert.Equal("Incorrect username or password", await LogInAsync("admin", "wrong").ReadErrorAsync(401));
        }

        using var refused = await LogInAsync("Admin", WebServer.Password);

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.FromMinutes(1));
        Assert.Equal("Incorrect username or password", await LogInAsync("somebody else", "wrong").ReadErrorAsync(401));
    }

    [Fact]
    public async Task LogIn_WithTheRightPassword_ForgivesWrongOnes()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var tried = 0; tried < 9; tried++)
            {
                await LogInAsync("admin", "wrong").ReadErrorAsync(401);
            }

            await LogInAsync("admin", WebServer.Password).ReadAsync(200);
        }
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    private Task<HttpResponseMessage> LogInAsync(string username, string password) => _server.Nobody.PostAsync(
        "/api/v1/login", new FormUrlEncodedContent(new Dictionary<string, string> { ["username"] = username, ["password"] = password }));
}
