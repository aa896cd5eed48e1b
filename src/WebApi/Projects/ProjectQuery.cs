using Microsoft.AspNetCore.Mvc;
using SkillFlaw.Storage.Flows;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Projects;

/// <summary>Which flows of a project are shown. Without both a page and its size they are all there.</summary>
internal sealed record ProjectQuery
{
    [FromQuery(Name = "page")]
    public int? Page { get; init; }

    [FromQuery(Name = "size")]
    public int? Size { get; init; }

    [FromQuery(Name = "is_component")]
    public QueryFlag? IsComponent { get; init; }

    [FromQuery(Name = "is_flow")]
    public QueryFlag? IsFlow { get; init; }

    [FromQuery(Name = "search")]
    public string? Search { get; init; }

    public bool IsPaged => Page is not null && Size is not null;

    /// <summary>Those of a project's flows that are asked for.</summary>
    public IQueryable<Flow> Filter(IQueryable<Flow> flows)
    {
        flows = IsComponent is { Value: true } ? flows.Where(flow => flow.IsComponent) : flows;
        flows = IsFlow is { Value: true } ? flows.Where(flow => !flow.IsComponent) : flows;
        return string.IsNullOrEmpty(Search) ? flows : flows.Where(flow => flow.Name.Contains(Search));
    }
}
