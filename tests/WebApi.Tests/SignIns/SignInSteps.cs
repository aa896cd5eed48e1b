using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>What tests do with users besides what the API lets them do.</summary>
internal static class SignInSteps
{
    public const string Password = "the password of a test user";

    /// <summary>Changes a user behind the API's back.</summary>
    public static async Task ChangeAsync(this WebServer server, int userId, Action<User> change)
    {
        await using var database = await server.DatabaseAsync();
        change(await database.Users.SingleAsync(user => user.Id == userId));
        await database.SaveChangesAsync();
        server.Services.GetRequiredService<Callers>().Forget(userId);
    }

    /// <summary>Makes a user who can log in with <see cref="Password"/>.</summary>
    public static async Task<TestUser> NewUserWithPasswordAsync(this WebServer server, Guid? tenantId = null)
    {
        var user = await server.NewUserAsync(tenantId);
        var hash = await server.Services.GetRequiredService<Passwords>().HashAsync(Password, CancellationToken.None);
        await server.ChangeAsync(user.Id, each => each.PasswordHash = hash);
        return user;
    }

    /// <summary>Makes a user who may manage the users of the tenant.</summary>
    public static async Task<TestUser> NewSuperuserAsync(this WebServer server, Guid? tenantId = null)
    {
        var user = await server.NewUserAsync(tenantId);
        await server.ChangeAsync(user.Id, each => each.IsSuperuser = true);
        return user;
    }

    public static async Task<SkillFlawDb> DatabaseAsync(this WebServer server) =>
        await server.Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();

    public static async Task<User?> FindUserAsync(this WebServer server, int userId)
    {
        await using var database = await server.DatabaseAsync();
        return await database.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId);
    }

    public static Task<HttpResponseMessage> LogInAsync(this WebServer server, string username, string password = Password) =>
        server.Nobody.PostAsync("/api/v1/login", new FormUrlEncodedContent([new("username", username), new("password", password)]));

    /// <summary>The tokens of a user who logs in with <see cref="Password"/>.</summary>
    public static async Task<(string Access, string Refresh)> GetTokensAsync(this WebServer server, string username)
    {
        var answer = await server.LogInAsync(username).ReadAsync(200);
        return (answer.Text("access_token")!, answer.Text("refresh_token")!);
    }

    /// <summary>A client with a bearer token.</summary>
    public static HttpClient BearerOf(this WebServer server, string token)
    {
        var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A client with a header as it stands.</summary>
    public static HttpClient With(this HttpClient client, string header, string value)
    {
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        return client;
    }
}
