using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Projects;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

/// <summary>The first call of every query of flows and projects: what is another's is not there.</summary>
internal static class OwnRows
{
    public static IQueryable<Flow> OfCaller(this IQueryable<Flow> flows, Caller caller) =>
        flows.OfTenant(caller.TenantId).Where(flow => flow.UserId == caller.UserId);

    public static IQueryable<Project> OfCaller(this IQueryable<Project> projects, Caller caller) =>
        projects.OfTenant(caller.TenantId).Where(project => project.UserId == caller.UserId);
}
