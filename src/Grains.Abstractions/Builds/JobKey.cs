namespace SkillFlaw.Grains.Builds;

/// <summary>The key of a job's grain. The tenant is part of it, so no wrong id alone reaches another tenant's job.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="JobId">The run or build.</param>
public readonly record struct JobKey(Guid TenantId, Guid JobId)
{
    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static JobKey Parse(string key) => key.Split('/') is [var tenant, var job]
        ? new JobKey(Guid.Parse(tenant), Guid.Parse(job))
        : throw new FormatException($"'{key}' is not the key of a job.");

    /// <inheritdoc />
    public override string ToString() => $"{TenantId:N}/{JobId:N}";
}
