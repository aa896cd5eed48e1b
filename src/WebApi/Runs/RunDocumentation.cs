namespace SkillFlaw.WebApi.Runs;

internal static class RunDocumentation
{
    public static IEndpointConventionBuilder DocumentRun(this IEndpointConventionBuilder route, string id, string summary) => route.WithName(id).WithSummary(summary);

    public static IEndpointConventionBuilder DocumentAdvancedRun(this IEndpointConventionBuilder route) =>
        route.WithName("run_flow_advanced").WithSummary("Run a flow with several sets of inputs");
}
