using Microsoft.EntityFrameworkCore;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Projects;
using SkillFlaw.Storage.Variables;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Users;

[Collection(nameof(SharedServer))]
public sealed class UserRemovalTests(WebServer server)
{
    [Fact]
    public async Task DeleteUser_BySuperuser_RemovesAllThatIsTheirs()
    {
        var superuser = await server.NewSuperuserAsync();
        var user = await server.NewUserWithPasswordAsync(superuser.TenantId);
        var (access, _) = await server.GetTokensAsync(user.Username);
        var theirs = await FillAsync(user, messages: 2_100);
        var others = await FillAsync(superuser, messages: 3);

        var answer = await superuser.Client.DeleteAsync($"/api/v1/users/{user.Id}").ReadAsync(200);

        Assert.Equal("""{"detail":"User deleted"}""", answer.GetRawText());
        await using var database = await server.DatabaseAsync();
        Assert.Null(await server.FindUserAsync(user.Id));
        Assert.Equal(0, await database.Flows.CountAsync(flow => flow.UserId == user.Id));
        Assert.Equal(0, await database.Projects.CountAsync(project => project.UserId == user.Id));
        Assert.Equal(0, await database.Variables.CountAsync(variable => variable.UserId == user.Id));
        Assert.Equal(0, await database.ApiKeys.CountAsync(key => key.UserId == user.Id));
        Assert.Equal(0, await database.Messages.CountAsync(message => message.FlowId == theirs));
        Assert.Equal(3, await database.Messages.CountAsync(message => message.FlowId == others));
        Assert.Equal("Invalid or missing API key", await user.Client.GetAsync("/api/v1/users/whoami").ReadErrorAsync(403));
        Assert.Equal("User not found or is inactive.", await server.BearerOf(access).GetAsync("/api/v1/users/whoami").ReadErrorAsync(401));
    }

    [Fact]
    public async Task DeleteUser_Self_IsRefused()
    {
        var superuser = await server.NewSuperuserAsync();

        Assert.Equal(
            "You can't delete your own user account", await superuser.Client.DeleteAsync($"/api/v1/users/{superuser.Id}").ReadErrorAsync(400));
        Assert.NotNull(await server.FindUserAsync(superuser.Id));
    }

    [Fact]
    public async Task DeleteUser_Unknown_IsNotFound() =>
        Assert.Equal("User not found", await server.Admin.DeleteAsync($"/api/v1/users/{int.MaxValue}").ReadErrorAsync(404));

    [Fact]
    public async Task DeleteUser_ByPlainUser_NeedsSuperuser()
    {
        var user = await server.NewUserAsync();
        var neighbour = await server.NewUserAsync(user.TenantId);

        Assert.Equal(
            "The user doesn't have enough privileges", await user.Client.DeleteAsync($"/api/v1/users/{neighbour.Id}").ReadErrorAsync(403));
        Assert.NotNull(await server.FindUserAsync(neighbour.Id));
    }

    private async Task<Guid> FillAsync(TestUser user, int messages)
    {
        var now = DateTimeOffset.UtcNow;
        var project = new Project { Id = Guid.NewGuid(), TenantId = user.TenantId, UserId = user.Id, Name = "Project", CreatedAt = now, UpdatedAt = now };
        var flow = new Flow
        {
            Id = Guid.NewGuid(),
            TenantId = user.TenantId,
            UserId = user.Id,
            ProjectId = project.Id,
            Name = "Flow",
            Data = "null",
            CreatedAt = now,
            UpdatedAt = now,
        };
        await using var database = await server.DatabaseAsync();
        database.Projects.Add(project);
        database.Flows.Add(flow);
        database.Variables.Add(new Variable
        {
            Id = Guid.NewGuid(),
            TenantId = user.TenantId,
            UserId = user.Id,
            Name = "V",
            Type = VariableType.Generic,
            Value = [1],
            CreatedAt = now,
            UpdatedAt = now,
        });
        database.Messages.AddRange(Enumerable.Range(0, messages).Select(_ => new StoredMessage
        {
            MessageId = Guid.NewGuid(),
            TenantId = user.TenantId,
            FlowId = flow.Id,
            SessionId = "session",
            Sender = Message.User,
            Timestamp = now,
        }));
        await database.SaveChangesAsync();
        return flow.Id;
    }
}
