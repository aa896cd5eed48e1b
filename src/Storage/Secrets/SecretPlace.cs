namespace SkillFlaw.Storage.Secrets;

/// <summary>The row that a secret belongs to.</summary>
/// <param name="TenantId">The tenant of the row.</param>
/// <param name="UserId">The user of the row.</param>
/// <param name="Name">The name of the secret among the user's.</param>
public readonly record struct SecretPlace(Guid TenantId, int UserId, string Name);
