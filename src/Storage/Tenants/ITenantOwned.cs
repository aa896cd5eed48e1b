namespace SkillFlaw.Storage.Tenants;

/// <summary>A row that belongs to one tenant, and that no other tenant may see.</summary>
public interface ITenantOwned
{
    /// <summary>The tenant that owns the row.</summary>
    Guid TenantId { get; }
}
