using SkillFlaw.Grains.Tenants;

namespace SkillFlaw.Grains.Components;

/// <summary>What the components of this process share.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="Http">The clients for outbound calls.</param>
/// <param name="Variables">The users' variables.</param>
/// <param name="Files">The users' files.</param>
/// <param name="Providers">The server's own model providers.</param>
/// <param name="Gate">Counts what tenants use.</param>
internal sealed record RunServices(
    TimeProvider Clock, IHttpClientFactory Http, UserVariables Variables, UserFiles Files, ModelProviders Providers, ITenantGate Gate);
