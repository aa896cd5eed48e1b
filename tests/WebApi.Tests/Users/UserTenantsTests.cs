using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Users;

/// <summary>A superuser of one tenant, and the users of another: the answer is that of an id that nobody has, byte for byte.</summary>
[Collection(nameof(SharedServer))]
public sealed class UserTenantsTests(WebServer server)
{
    [Theory]
    [InlineData("PATCH", "", """{"nickname":"stolen","is_superuser":true,"password":"stolen"}""", 404)]
    [InlineData("PATCH", "/reset-password", """{"password":"stolen"}""", 400)]
    [InlineData("DELETE", "", null, 404)]
    public async Task User_OfAnotherTenant_IsAsUnknownAsARandomOne(string method, string rest, string? body, int status)
    {
        var superuser = await server.NewSuperuserAsync();
        var stranger = await server.NewUserWithPasswordAsync();
        var before = await server.FindUserAsync(stranger.Id);

        var strange = await AskAsync(superuser.Client, method, $"/api/v1/users/{stranger.Id}{rest}", body);
        var random = await AskAsync(superuser.Client, method, $"/api/v1/users/{int.MaxValue}{rest}", body);

        Assert.Equal(random, strange);
        Assert.Equal(status, strange.Status);
        var after = await server.FindUserAsync(stranger.Id);
        Assert.Equal(
            (before!.Nickname, before.IsSuperuser, before.PasswordHash, before.TokenStamp, before.UpdatedAt),
            (after!.Nickname, after.IsSuperuser, after.PasswordHash, after.TokenStamp, after.UpdatedAt));
    }

    private static async Task<(int Status, string Body)> AskAsync(HttpClient client, string method, string path, string? body)
    {
        using var answer = await client.SendAsync(new HttpMethod(method), path, body);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
