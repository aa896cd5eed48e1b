using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Messages;

/// <summary>The messages of a flow as a whole. No foreign key removes them when the flow is deleted.</summary>
public static class FlowMessages
{
    private const int BatchSize = 1_000;

    /// <summary>Deletes all messages of a flow, a batch at a time: runs of other flows write to the same table meanwhile.</summary>
    public static async Task DeleteAsync(SkillFlawDb database, Guid tenantId, Guid flowId, CancellationToken cancellationToken)
    {
        var batch = database.Messages.OfTenant(tenantId).Where(message => message.FlowId == flowId)
            .Select(message => message.Id).OrderBy(id => id).Take(BatchSize);
        while (await database.Messages.Where(message => batch.Contains(message.Id)).ExecuteDeleteAsync(cancellationToken) == BatchSize)
        {
        }
    }
}
