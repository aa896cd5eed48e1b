using Microsoft.AspNetCore.Mvc;
using SkillFlaw.Storage.Flows;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Flows;

/// <summary>
/// Which flows a list has, in which order. There are no trees of businesses and organizations here, and no examples among a user's flows:
/// what asks to go down such a tree or to leave them out changes nothing.
/// </summary>
internal sealed record FlowQuery
{
    [FromQuery(Name = "get_all")]
    public QueryFlag? GetAll { get; init; }

    [FromQuery(Name = "header_flows")]
    public QueryFlag? HeaderFlows { get; init; }

    [FromQuery(Name = "components_only")]
    public QueryFlag? ComponentsOnly { get; init; }

    [FromQuery(Name = "remove_example_flows")]
    public QueryFlag? RemoveExampleFlows { get; init; }

    [FromQuery(Name = "exclude_deleted")]
    public QueryFlag? ExcludeDeleted { get; init; }

    [FromQuery(Name = "all_projects")]
    public QueryFlag? AllProjects { get; init; }

    [FromQuery(Name = "project_id")]
    public Guid? ProjectId { get; init; }

    [FromQuery(Name = "folder_id")]
    public Guid? FolderId { get; init; }

    [FromQuery(Name = "keyword")]
    public string? Keyword { get; init; }

    [FromQuery(Name = "flow_type")]
    public string? FlowType { get; init; }

    [FromQuery(Name = "workflow_status")]
    public string? WorkflowStatus { get; init; }

    [FromQuery(Name = "org_id")]
    public int? OrgId { get; init; }

    [FromQuery(Name = "include_descendant_orgs")]
    public QueryFlag? IncludeDescendantOrgs { get; init; }

    [FromQuery(Name = "filter-business-id")]
    public int? BusinessId { get; init; }

    [FromQuery(Name = "include-sub-businesses")]
    public QueryFlag? IncludeSubBusinesses { get; init; }

    [FromQuery(Name = "include_scope_sub_businesses")]
    public QueryFlag? IncludeScopeSubBusinesses { get; init; }

    [FromQuery(Name = "sort_by")]
    public string? SortBy { get; init; }

    [FromQuery(Name = "sort_order")]
    public string? SortOrder { get; init; }

    [FromQuery(Name = "page")]
    public int? Page { get; init; }

    [FromQuery(Name = "size")]
    public int? Size { get; init; }

    /// <summary>Those of the flows that are asked for.</summary>
    public IQueryable<Flow> Filter(IQueryable<Flow> flows)
    {
        flows = ComponentsOnly is { Value: true } ? flows.Where(flow => flow.IsComponent) : flows;
        flows = ExcludeDeleted is { Value: true } ? flows.Where(flow => !flow.IsDeleted) : flows;
        flows = string.IsNullOrEmpty(FlowType) ? flows : flows.Where(flow => flow.FlowType == FlowType);
        flows = OrgId is { } org ? flows.Where(flow => flow.OrgId == org) : flows;
        flows = BusinessId is { } business ? flows.Where(flow => flow.BusinessId == business) : flows;
        flows = WorkflowStatus switch
        {
            "online" => flows.Where(flow => flow.IsOnline),
            "offline" => flows.Where(flow => !flow.IsOnline),
            "hold" => flows.Where(flow => flow.IsHold),
            _ => flows,
        };
        return string.IsNullOrEmpty(Keyword)
            ? flows
            : flows.Where(flow => flow.Name.Contains(Keyword) || (flow.Description != null && flow.Description.Contains(Keyword)));
    }

    /// <summary>The flows in order: what was changed last comes first unless something else is asked for.</summary>
    public IQueryable<Flow> Sort(IQueryable<Flow> flows)
    {
        var rises = string.Equals(SortOrder, "asc", StringComparison.OrdinalIgnoreCase);
        var sorted = (SortBy, rises) switch
        {
            ("name", true) => flows.OrderBy(flow => flow.Name),
            ("name", false) => flows.OrderByDescending(flow => flow.Name),
            ("create_at" or "created_at", true) => flows.OrderBy(flow => flow.CreatedAt),
            ("create_at" or "created_at", false) => flows.OrderByDescending(flow => flow.CreatedAt),
            (_, true) => flows.OrderBy(flow => flow.UpdatedAt),
            (_, false) => flows.OrderByDescending(flow => flow.UpdatedAt),
        };
        return sorted.ThenBy(flow => flow.Id);
    }
}
