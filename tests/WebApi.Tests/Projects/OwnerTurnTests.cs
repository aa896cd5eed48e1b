using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage.Projects;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Projects;

[Collection(nameof(SharedServer))]
public sealed class OwnerTurnTests(WebServer server)
{
    [Fact]
    public async Task Take_WithADuplicateThatTheWorkItselfSaves_TriesAgainAndExplains()
    {
        var user = await server.NewUserAsync();
        var caller = Caller.Of((await server.FindUserAsync(user.Id))!);
        var attempts = 0;

        var refusal = await Assert.ThrowsAsync<ApiException>(() => server.Services.GetRequiredService<OwnerTurn>().TakeAsync(
            caller,
            async database =>
            {
                attempts++;
                database.Projects.AddRange(Project(caller), Project(caller));
                return await database.SaveChangesAsync();
            },
            CancellationToken.None));

        Assert.Equal((400, "Name must be unique", 5), (refusal.Status, refusal.Message, attempts));
    }

    private static Project Project(Caller caller) => new()
    {
        Id = Guid.NewGuid(),
        TenantId = caller.TenantId,
        UserId = caller.UserId,
        Name = "the same",
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
