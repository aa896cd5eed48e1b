using System.Text;
using System.Text.Json;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Flows;

/// <summary>
/// A flow as clients send it. What it says of owner, tenant and paths is not read: a flow belongs to who makes it, and has no file.
/// Null is what the body leaves open.
/// </summary>
internal sealed record FlowBody
{
    // Both names are part of an index.
    private const int LongestName = 1_000;

    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? FlowSkill { get; init; }

    public string? Icon { get; init; }

    public string? IconBgColor { get; init; }

    public string? Gradient { get; init; }

    public RawJson? Data { get; init; }

    public bool? IsComponent { get; init; }

    public bool? Webhook { get; init; }

    public string? EndpointName { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public bool? Locked { get; init; }

    public bool? IsOnline { get; init; }

    public bool? IsVersion { get; init; }

    public bool? IsHold { get; init; }

    public bool? IsEndpoint { get; init; }

    public bool? IsDeleted { get; init; }

    public string? FlowType { get; init; }

    public string? OnlineVersion { get; init; }

    public bool? McpEnabled { get; init; }

    public string? ActionName { get; init; }

    public string? ActionDescription { get; init; }

    public string? AccessType { get; init; }

    public int? BusinessId { get; init; }

    public bool? IsSelf { get; init; }

    public int? OrgId { get; init; }

    public Guid? ProjectId { get; init; }

    public Guid? FolderId { get; init; }

    /// <summary>For an update: the <c>updated_at</c> of the copy that was changed.</summary>
    public DateTimeOffset? LastKnownUpdatedAt { get; init; }

    /// <summary>Reads a new flow. The fields' errors are left to be checked.</summary>
    public static FlowBody ReadNew(JsonFields fields) => Read(fields, fields.RequiredText("name"), emptyClears: false);

    /// <summary>Reads changes of a flow.</summary>
    /// <exception cref="RequestInvalidException">Something is wrong with it.</exception>
    public static FlowBody ReadChanges(JsonFields fields)
    {
        var body = Read(fields, fields.Text("name"), emptyClears: true);
        fields.Check();
        return body;
    }

    private static FlowBody Read(JsonFields fields, string? name, bool emptyClears)
    {
        Bound(fields, "name", name);
        return new FlowBody
        {
            Name = name,
            Description = fields.Text("description"),
            FlowSkill = fields.Text("flow_skill"),
            Icon = FlowLooks.ReadIcon(fields),
            IconBgColor = FlowLooks.ReadColor(fields),
            Gradient = fields.Text("gradient"),
            Data = ReadData(fields),
            IsComponent = fields.Flag("is_component"),
            Webhook = fields.Flag("webhook"),
            EndpointName = ReadEndpointName(fields, emptyClears),
            Tags = fields.Texts("tags"),
            Locked = fields.Flag("locked"),
            IsOnline = fields.Flag("is_online"),
            IsVersion = fields.Flag("is_version"),
            IsHold = fields.Flag("is_hold"),
            IsEndpoint = fields.Flag("is_endpoint"),
            IsDeleted = fields.Flag("is_deleted"),
            FlowType = fields.Text("flow_type"),
            OnlineVersion = fields.Text("online_version"),
            McpEnabled = fields.Flag("mcp_enabled"),
            ActionName = fields.Text("action_name"),
            ActionDescription = fields.Text("action_description"),
            AccessType = fields.OneOf("access_type", "PRIVATE", "PUBLIC", "RESTRICTED"),
            BusinessId = fields.Integer("business_id"),
            IsSelf = fields.Flag("is_self"),
            OrgId = fields.Integer("org_id"),
            ProjectId = fields.Id("project_id"),
            FolderId = fields.Id("folder_id"),
            LastKnownUpdatedAt = fields.Time("last_known_updated_at"),
        };
    }

    /// <summary>The body without the values of keys and tokens in its document.</summary>
    public FlowBody WithoutKeys() => Data is { } data ? this with { Data = new RawJson(FlowSecrets.RemoveKeys(data.Json)) } : this;

    // Its errors have always been a text alone, and hide all others.
    private static string? ReadEndpointName(JsonFields fields, bool emptyClears)
    {
        var text = fields.Peek("endpoint_name");
        if (text is null)
        {
            return null;
        }

        if (text is not { ValueKind: JsonValueKind.String })
        {
            throw new ApiException(StatusCodes.Status422UnprocessableEntity, "Endpoint name must be a string");
        }

        var name = fields.Text("endpoint_name")!;
        Bound(fields, "endpoint_name", name);
        if (name.Length == 0 && emptyClears)
        {
            return null;
        }

        return name.Length > 0 && name.All(IsEndpointCharacter)
            ? name
            : throw new ApiException(
                StatusCodes.Status422UnprocessableEntity, "Endpoint name must contain only letters, numbers, hyphens, and underscores");
    }

    private static bool IsEndpointCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-';

    private static RawJson? ReadData(JsonFields fields)
    {
        var data = fields.Object("data");
        if (data is null)
        {
            return null;
        }

        if (data.Value.EnumerateObject().Any())
        {
            var missing = !data.Value.TryGetProperty("nodes", out _) ? "nodes" : !data.Value.TryGetProperty("edges", out _) ? "edges" : null;
            if (missing is not null)
            {
                fields.Fail("data", "value_error", $"Value error, Flow must have {missing}");
            }
        }

        return new RawJson(data.Value.GetRawText());
    }

    private static void Bound(JsonFields fields, string field, string? name)
    {
        if (name is not null && Encoding.UTF8.GetByteCount(name) > LongestName)
        {
            fields.Fail(field, "string_too_long", $"String should have at most {LongestName} bytes");
        }
    }
}
