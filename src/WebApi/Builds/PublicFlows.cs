using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Builds;

/// <summary>Finds the flows that everybody may build.</summary>
internal sealed class PublicFlows(IDbContextFactory<SkillFlawDb> databases)
{
    /// <summary>A public flow, whoever's it is.</summary>
    /// <exception cref="ApiException">There is no public flow of that id.</exception>
    public async Task<PublicFlow> FindAsync(Guid flowId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var flow = await database.Flows.AsNoTracking()
            .Where(each => each.Id == flowId && each.AccessType == FlowAccess.Public)
            .Select(each => new PublicFlow(each.Id, each.TenantId, each.UserId, each.Version))
            .SingleOrDefaultAsync(cancellationToken)
            ?? throw new ApiException(StatusCodes.Status403Forbidden, "Flow is not public");
        return await database.Users.AnyAsync(user => user.Id == flow.UserId && user.IsActive, cancellationToken)
            ? flow
            : throw new ApiException(StatusCodes.Status403Forbidden, "Flow is not accessible");
    }
}

/// <summary>A flow that everybody may build, with its owner's permissions.</summary>
internal sealed record PublicFlow(Guid FlowId, Guid TenantId, int UserId, long Version);
