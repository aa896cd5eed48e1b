using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SkillFlaw.Storage;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

[Collection(nameof(SharedServer))]
public sealed class FlowDirectoryTests(WebServer server)
{
    [Fact]
    public async Task Find_ByOneIdInSeveralSpellings_KeepsItOnce()
    {
        var user = await server.NewUserAsync();
        var id = await server.SaveFlowAsync(user, "chat-echo");
        var caller = Caller.Of((await server.FindUserAsync(user.Id))!);
        var directory = new FlowDirectory(
            server.Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>(), Options.Create(new StorageOptions()), new StoppedClock());

        var found = await directory.FindAsync(caller, $"{id}", CancellationToken.None);

        Assert.Equal(id, found!.FlowId);
        Assert.Same(found, await directory.FindAsync(caller, $"  {id:B} ".ToUpperInvariant(), CancellationToken.None));
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
