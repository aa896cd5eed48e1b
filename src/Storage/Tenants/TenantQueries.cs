namespace SkillFlaw.Storage.Tenants;

/// <summary>The first call of every query of tenant data.</summary>
public static class TenantQueries
{
    /// <summary>The rows of one tenant. An id of another tenant's row then finds nothing, like an invented one.</summary>
    public static IQueryable<TRow> OfTenant<TRow>(this IQueryable<TRow> rows, Guid tenantId)
        where TRow : class, ITenantOwned => rows.Where(row => row.TenantId == tenantId);
}
