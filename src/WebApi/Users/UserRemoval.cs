using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;
using SkillFlaw.WebApi.Monitor;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Users;

/// <summary>
/// Deletes a user with all that is theirs. Flows, projects, keys and variables go with the row; what was said and done in flows knows no user.
/// </summary>
internal static class UserRemoval
{
    /// <summary>Deletes it. A removal that is interrupted leaves an inactive user, who can be deleted again.</summary>
    public static async Task RemoveAsync(
        SkillFlawDb database, User user, Callers callers, SessionWindows windows, CancellationToken cancellationToken)
    {
        // First of all nothing of the user's may begin any more, or there would be messages again.
        user.IsActive = false;
        user.RevokeTokens();
        await database.SaveChangesAsync(cancellationToken);
        callers.Forget(user.Id);

        var flows = await database.Flows.OfTenant(user.TenantId).Where(flow => flow.UserId == user.Id)
            .Select(flow => flow.Id).ToListAsync(cancellationToken);
        foreach (var flow in flows)
        {
            await windows.DeleteHistoryAsync(database, user.TenantId, flow, cancellationToken);
        }

        await database.Users.Where(each => each.Id == user.Id).ExecuteDeleteAsync(cancellationToken);
        callers.Forget(user.Id);
    }
}
