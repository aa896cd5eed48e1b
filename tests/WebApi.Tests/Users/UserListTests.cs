using System.Text.Json;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Users;

[Collection(nameof(SharedServer))]
public sealed class UserListTests(WebServer server)
{
    private const string Path = "/api/v1/users/";

    [Fact]
    public async Task ListUsers_WithoutQuery_HasTheNewestTenOfTheTenant()
    {
        var superuser = await server.NewSuperuserAsync();
        var users = new List<TestUser>();
        for (var i = 0; i < 11; i++)
        {
            users.Add(await server.NewUserAsync(superuser.TenantId));
        }

        var answer = await superuser.Client.GetAsync(Path).ReadAsync(200);

        Assert.Equal(["total_count", "users"], answer.EnumerateObject().Select(field => field.Name));
        Assert.Equal(12, answer.GetProperty("total_count").GetInt32());
        Assert.Equal(users.AsEnumerable().Reverse().Take(10).Select(user => user.Id), IdsOf(answer));
    }

    [Fact]
    public async Task ListUsers_OfAnotherTenant_HasNoneOfThem()
    {
        var stranger = await server.NewUserAsync();
        var superuser = await server.NewSuperuserAsync();

        var answer = await superuser.Client.GetAsync($"{Path}?limit=1000").ReadAsync(200);

        Assert.Equal([superuser.Id], IdsOf(answer));
        Assert.DoesNotContain(stranger.Username, answer.GetRawText());
    }

    [Fact]
    public async Task ListUsers_WithSkipAndLimit_HasThatPage()
    {
        var superuser = await server.NewSuperuserAsync();
        var first = await server.NewUserAsync(superuser.TenantId);
        await server.NewUserAsync(superuser.TenantId);

        var answer = await superuser.Client.GetAsync($"{Path}?skip=1&limit=1").ReadAsync(200);

        Assert.Equal(3, answer.GetProperty("total_count").GetInt32());
        Assert.Equal([first.Id], IdsOf(answer));
        Assert.Empty(IdsOf(await superuser.Client.GetAsync($"{Path}?limit=0").ReadAsync(200)));
    }

    [Theory]
    [InlineData("sort_by=username&sort_order=asc", "b,a,admin")]
    [InlineData("sort_by=nickname&sort_order=asc", "a,b,admin")]
    [InlineData("sort_by=nickname", "admin,b,a")]
    [InlineData("sort_by=email&sort_order=asc", "b,admin,a")]
    [InlineData("sort_by=mobile&sort_order=desc", "b,admin,a")]
    [InlineData("sort_by=id&sort_order=asc", "admin,a,b")]
    [InlineData("sort_by=is_sso&sort_order=desc", "b,a,admin")]
    public async Task ListUsers_WithSortBy_IsInThatOrder(string query, string order)
    {
        var people = await NewPeopleAsync();

        var answer = await people["admin"].Client.GetAsync($"{Path}?{query}").ReadAsync(200);

        Assert.Equal(order.Split(',').Select(name => people[name].Id), IdsOf(answer));
    }

    [Theory]
    [InlineData("search=OMEGA", "a")]
    [InlineData("search=first", "a")]
    [InlineData("search=EXAMPLE.org", "a,b")]
    [InlineData("search=555", "b")]
    [InlineData("search=%25", "")]
    [InlineData("search=_", "")]
    [InlineData("is_active=false", "a")]
    [InlineData("is_active=true", "admin,b")]
    [InlineData("is_locked=true", "")]
    [InlineData("is_locked=false", "admin,a,b")]
    [InlineData("is_active=true&search=example", "b")]
    public async Task ListUsers_WithFilter_HasWhoFits(string query, string expected)
    {
        var people = await NewPeopleAsync();

        var answer = await people["admin"].Client.GetAsync($"{Path}?sort_order=asc&{query}").ReadAsync(200);

        var ids = expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => people[name].Id).ToArray();
        Assert.Equal(ids, IdsOf(answer));
        Assert.Equal(ids.Length, answer.GetProperty("total_count").GetInt32());
    }

    [Theory]
    [InlineData("limit=ten", "limit", "int_parsing", "Input should be a valid integer, unable to parse string as an integer", "ten")]
    [InlineData("skip=-1", "skip", "greater_than_equal", "Input should be greater than or equal to 0", "-1")]
    [InlineData("is_active=perhaps", "is_active", "bool_parsing", "Input should be a valid boolean, unable to interpret input", "perhaps")]
    [InlineData("sort_by=password", "sort_by", "literal_error", "Input should be 'id', 'username', 'nickname', 'is_sso', 'mobile' or 'email'", "password")]
    [InlineData("sort_order=up", "sort_order", "literal_error", "Input should be 'asc' or 'desc'", "up")]
    public async Task ListUsers_WithWrongQuery_SaysWhichParameter(string query, string name, string type, string message, string input)
    {
        var answer = await server.Admin.GetAsync($"{Path}?{query}").ReadAsync(422);

        var error = Assert.Single(answer.GetProperty("detail").EnumerateArray());
        Assert.Equal(["query", name], error.GetProperty("loc").EnumerateArray().Select(part => part.GetString()));
        Assert.Equal((type, message, input), (error.Text("type"), error.Text("msg"), error.Text("input")));
    }

    [Fact]
    public async Task ListUsers_WithSeveralWrongParameters_NamesAll()
    {
        var answer = await server.Admin.GetAsync($"{Path}?limit=x&skip=y").ReadAsync(422);

        Assert.Equal(["skip", "limit"], answer.GetProperty("detail").EnumerateArray().Select(error => error.GetProperty("loc")[1].GetString()));
    }

    [Fact]
    public async Task ListUsers_ByPlainUser_NeedsSuperuser()
    {
        var user = await server.NewUserAsync();

        Assert.Equal("The user doesn't have enough privileges", await user.Client.GetAsync(Path).ReadErrorAsync(403));
    }

    [Fact]
    public async Task WhoAmI_OfUser_IsTheUser()
    {
        var user = await server.NewUserAsync();

        var answer = await user.Client.GetAsync("/api/v1/users/whoami").ReadAsync(200);

        Assert.Equal(user.Id, answer.GetProperty("id").GetInt32());
        Assert.Equal(user.Username, answer.Text("username"));
        Assert.False(answer.GetProperty("is_superuser").GetBoolean());
    }

    [Fact]
    public async Task Users_WithoutTrailingSlash_AreRedirected()
    {
        using var answer = await server.Admin.GetAsync("/api/v1/users?limit=1");

        Assert.Equal(307, (int)answer.StatusCode);
        Assert.Equal("/api/v1/users/?limit=1", answer.Headers.Location?.ToString());
    }

    private async Task<Dictionary<string, TestUser>> NewPeopleAsync()
    {
        var people = new Dictionary<string, TestUser> { ["admin"] = await server.NewSuperuserAsync() };
        var tenant = people["admin"].TenantId;
        people["a"] = await server.NewUserAsync(tenant);
        people["b"] = await server.NewUserAsync(tenant);
        var mark = Guid.NewGuid().ToString("N");
        await server.ChangeAsync(people["admin"].Id, user => (user.Username, user.Nickname, user.Email, user.Mobile) = ($"m{mark}", "Zoe", "m@local", "4"));
        await server.ChangeAsync(people["a"].Id, user =>
            (user.Username, user.Nickname, user.Email, user.Mobile, user.IsActive) = ($"Lomega{mark}", "First", "x@example.org", "1", false));
        await server.ChangeAsync(people["b"].Id, user =>
            (user.Username, user.Nickname, user.Email, user.Mobile) = ($"k{mark}", "Second", "a@example.org", "5550"));
        return people;
    }

    private static IEnumerable<int> IdsOf(JsonElement answer) =>
        answer.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("id").GetInt32());
}
