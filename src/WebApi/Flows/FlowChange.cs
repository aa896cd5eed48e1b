using System.Text.Json;
using SkillFlaw.Storage.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

/// <summary>Puts what a body says into a flow.</summary>
internal static class FlowChange
{
    /// <summary>A new flow of the caller.</summary>
    public static Flow ToFlow(this FlowBody body, Caller caller, Guid id, Guid projectId, string name, string? endpointName, DateTimeOffset now)
    {
        var flow = new Flow
        {
            Id = id,
            TenantId = caller.TenantId,
            UserId = caller.UserId,
            ProjectId = projectId,
            Name = name,
            EndpointName = endpointName,
            Data = body.Data?.Json ?? RawJson.Null.Json,
            Webhook = body.Webhook ?? false,
            CreatedAt = now,
            UpdatedAt = now,
        };
        body.CopyTo(flow);
        return flow;
    }

    /// <summary>Changes a flow; what the body leaves open stays.</summary>
    public static void ApplyTo(this FlowBody body, Flow flow, Caller caller, DateTimeOffset now)
    {
        flow.Name = body.Name ?? flow.Name;
        flow.Data = body.Data?.Json ?? flow.Data;
        flow.Webhook = WebhookNodes.AreIn(flow.Data);
        flow.ModifiedBy = caller.UserId;
        flow.Touch(now);
        body.CopyTo(flow);
    }

    private static void CopyTo(this FlowBody body, Flow flow)
    {
        flow.Description = body.Description ?? flow.Description;
        flow.FlowSkill = body.FlowSkill ?? flow.FlowSkill;
        flow.Icon = body.Icon ?? flow.Icon;
        flow.IconBgColor = body.IconBgColor ?? flow.IconBgColor;
        flow.Gradient = body.Gradient ?? flow.Gradient;
        flow.IsComponent = body.IsComponent ?? flow.IsComponent;
        flow.Tags = body.Tags is null ? flow.Tags : JsonSerializer.Serialize(body.Tags, FlowJson.Default.IReadOnlyListString);
        flow.Locked = body.Locked ?? flow.Locked;
        flow.IsOnline = body.IsOnline ?? flow.IsOnline;
        flow.IsVersion = body.IsVersion ?? flow.IsVersion;
        flow.IsHold = body.IsHold ?? flow.IsHold;
        flow.IsEndpoint = body.IsEndpoint ?? flow.IsEndpoint;
        flow.IsDeleted = body.IsDeleted ?? flow.IsDeleted;
        flow.FlowType = body.FlowType ?? flow.FlowType;
        flow.OnlineVersion = body.OnlineVersion ?? flow.OnlineVersion;
        flow.McpEnabled = body.McpEnabled ?? flow.McpEnabled;
        flow.ActionName = body.ActionName ?? flow.ActionName;
        flow.ActionDescription = body.ActionDescription ?? flow.ActionDescription;
        flow.AccessType = body.AccessType is { } access ? Enum.Parse<FlowAccess>(access, ignoreCase: true) : flow.AccessType;
        flow.BusinessId = body.BusinessId ?? flow.BusinessId;
        flow.IsSelf = body.IsSelf ?? flow.IsSelf;
        flow.OrgId = body.OrgId ?? flow.OrgId;
    }
}
