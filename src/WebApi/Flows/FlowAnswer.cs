using System.Text.Json.Serialization;
using SkillFlaw.Storage.Flows;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Flows;

/// <summary>A flow as clients read it (semantics section 6.1).</summary>
internal sealed record FlowAnswer
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public string? FlowSkill { get; init; }

    public string? Icon { get; init; }

    public string? IconBgColor { get; init; }

    public string? Gradient { get; init; }

    public required RawJson Data { get; init; }

    public bool IsComponent { get; init; }

    [JsonConverter(typeof(OffsetTime))]
    public DateTimeOffset UpdatedAt { get; init; }

    public bool Webhook { get; init; }

    public string? EndpointName { get; init; }

    public required RawJson Tags { get; init; }

    public bool Locked { get; init; }

    public bool IsOnline { get; init; }

    public bool IsVersion { get; init; }

    public bool IsHold { get; init; }

    public bool IsEndpoint { get; init; }

    public bool IsDeleted { get; init; }

    public string FlowType { get; init; } = "";

    public string? OnlineVersion { get; init; }

    public bool McpEnabled { get; init; }

    public string? ActionName { get; init; }

    public string? ActionDescription { get; init; }

    public string AccessType { get; init; } = AccessName(FlowAccess.Private);

    public Guid Id { get; init; }

    /// <summary>The owner; null for an example.</summary>
    public int? UserId { get; init; }

    public Guid? TenantId { get; init; }

    public int BusinessId { get; init; }

    public bool IsSelf { get; init; }

    public int OrgId { get; init; }

    public Guid? ProjectId { get; init; }

    /// <summary>The project, as Langflow calls it.</summary>
    public Guid? FolderId => ProjectId;

    [JsonConverter(typeof(OffsetTime))]
    public DateTimeOffset CreateAt { get; init; }

    /// <summary>Who changed it last.</summary>
    public int? MUid { get; init; }

    /// <summary>The owner's name; null where it is nobody's business.</summary>
    public string? CreatorName { get; init; }

    public static FlowAnswer Of(Flow flow, string? creatorName) => new()
    {
        Name = flow.Name,
        Description = flow.Description,
        FlowSkill = flow.FlowSkill,
        Icon = flow.Icon,
        IconBgColor = flow.IconBgColor,
        Gradient = flow.Gradient,
        Data = new RawJson(flow.Data),
        IsComponent = flow.IsComponent,
        UpdatedAt = flow.UpdatedAt,
        Webhook = flow.Webhook,
        EndpointName = flow.EndpointName,
        Tags = new RawJson(flow.Tags),
        Locked = flow.Locked,
        IsOnline = flow.IsOnline,
        IsVersion = flow.IsVersion,
        IsHold = flow.IsHold,
        IsEndpoint = flow.IsEndpoint,
        IsDeleted = flow.IsDeleted,
        FlowType = flow.FlowType,
        OnlineVersion = flow.OnlineVersion,
        McpEnabled = flow.McpEnabled,
        ActionName = flow.ActionName,
        ActionDescription = flow.ActionDescription,
        AccessType = AccessName(flow.AccessType),
        Id = flow.Id,
        UserId = flow.UserId,
        TenantId = flow.TenantId,
        BusinessId = flow.BusinessId,
        IsSelf = flow.IsSelf,
        OrgId = flow.OrgId,
        ProjectId = flow.ProjectId,
        CreateAt = flow.CreatedAt,
        MUid = flow.ModifiedBy,
        CreatorName = creatorName,
    };

    /// <summary>The flow to be given away: without the values of keys and tokens.</summary>
    public FlowAnswer WithoutKeys() => this with { Data = new RawJson(FlowSecrets.RemoveKeys(Data.Json)) };

    public static string AccessName(FlowAccess access) => access switch
    {
        FlowAccess.Public => "PUBLIC",
        FlowAccess.Restricted => "RESTRICTED",
        _ => "PRIVATE",
    };
}
