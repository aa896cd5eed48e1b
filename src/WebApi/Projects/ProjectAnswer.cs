using System.Text.Json.Serialization;
using SkillFlaw.Storage.Projects;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Projects;

/// <summary>A project as clients read it (semantics section 6.2).</summary>
internal record ProjectAnswer
{
    public string Name { get; init; } = "";

    public string? Description { get; init; }

    public Guid Id { get; init; }

    public Guid? ParentId { get; init; }

    public Guid TenantId { get; init; }

    public int BusinessId { get; init; }

    public int OrgId { get; init; }

    public bool IsSelf { get; init; }

    public bool IsEnable { get; init; }

    public bool IsRelease => ReleaseVersion is not null;

    public bool IsVersion { get; init; }

    public bool IsHold { get; init; }

    public bool IsDeleted { get; init; }

    public string? ReleaseVersion { get; init; }

    public string? PrivType { get; init; }

    public string? ProjectSkill { get; init; }

    public RawJson AuthSettings { get; init; } = RawJson.Null;

    public string? Icon { get; init; }

    public int UserId { get; init; }

    /// <summary>Who changed it last.</summary>
    public int? MUid { get; init; }

    [JsonConverter(typeof(OffsetTime))]
    public DateTimeOffset Ctime { get; init; }

    [JsonConverter(typeof(OffsetTime))]
    public DateTimeOffset Utime { get; init; }

    public string? CreatorName { get; init; }

    public static ProjectAnswer Of(Project project, Caller caller, SecretBox secrets) => new()
    {
        Name = project.Name,
        Description = project.Description,
        Id = project.Id,
        ParentId = project.ParentId,
        TenantId = project.TenantId,
        BusinessId = project.BusinessId,
        OrgId = project.OrgId,
        IsSelf = project.IsSelf,
        IsEnable = project.IsEnabled,
        IsHold = project.IsHold,
        ReleaseVersion = project.ReleaseVersion,
        PrivType = project.PrivilegeType,
        ProjectSkill = project.Skill,
        AuthSettings = Open(project, secrets),
        Icon = project.Icon,
        UserId = project.UserId,
        MUid = project.ModifiedBy,
        Ctime = project.CreatedAt,
        Utime = project.UpdatedAt,
        CreatorName = caller.Username,
    };

    // A server with another key than the one that sealed them still has its projects; such settings have to be made anew.
    private static RawJson Open(Project project, SecretBox secrets)
    {
        try
        {
            return project.AuthSettings is { } settings ? new RawJson(secrets.Open(settings, project.AuthPlace)) : RawJson.Null;
        }
        catch (SecretUnreadableException)
        {
            return RawJson.Null;
        }
    }
}

/// <summary>A project with all that is in it.</summary>
internal sealed record ProjectWithFlows : ProjectAnswer
{
    public ProjectWithFlows(ProjectAnswer project, IAsyncEnumerable<FlowAnswer> flows)
        : base(project) => Flows = flows;

    [JsonPropertyOrder(1)]
    public IAsyncEnumerable<FlowAnswer> Flows { get; }
}

/// <summary>A project with a page of its flows, under the names that both kinds of clients know.</summary>
internal sealed record ProjectPage(ProjectAnswer Project, ProjectAnswer Folder, FlowPage Flows);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProjectAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ProjectAnswer>))]
[JsonSerializable(typeof(ProjectWithFlows))]
[JsonSerializable(typeof(ProjectPage))]
internal sealed partial class ProjectJson : JsonSerializerContext;
