using System.Text;
using SkillFlaw.Storage.Projects;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Projects;

/// <summary>A project as clients send it. Null is what the body leaves open.</summary>
internal sealed record ProjectBody
{
    // The name is part of an index.
    private const int LongestName = 1_000;

    public string? Name { get; init; }

    public string? Description { get; init; }

    public Guid? ParentId { get; init; }

    public int? OrgId { get; init; }

    public bool? IsEnable { get; init; }

    public bool? IsHold { get; init; }

    public string? ReleaseVersion { get; init; }

    public string? PrivType { get; init; }

    public string? ProjectSkill { get; init; }

    public RawJson? AuthSettings { get; init; }

    public string? Icon { get; init; }

    /// <summary>For a new project: saved components of the caller that are moved into it.</summary>
    public IReadOnlyList<Guid>? ComponentsList { get; init; }

    /// <summary>For a new project: flows of the caller that are moved into it.</summary>
    public IReadOnlyList<Guid>? FlowsList { get; init; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestInvalidException">Something is wrong with it.</exception>
    public static ProjectBody Read(JsonFields fields)
    {
        var body = new ProjectBody
        {
            Name = ReadName(fields, "name"),
            Description = fields.Text("description"),
            ParentId = fields.Id("parent_id"),
            OrgId = fields.Integer("org_id"),
            IsEnable = fields.Flag("is_enable"),
            IsHold = fields.Flag("is_hold"),
            ReleaseVersion = fields.Text("release_version"),
            PrivType = fields.Text("priv_type"),
            ProjectSkill = fields.Text("project_skill"),
            AuthSettings = fields.Object("auth_settings") is { } settings ? new RawJson(settings.GetRawText()) : null,
            Icon = fields.Text("icon"),
            ComponentsList = fields.Ids("components_list"),
            FlowsList = fields.Ids("flows_list"),
        };
        fields.Check();
        return body;
    }

    /// <summary>The name of a project, which must not be too long.</summary>
    public static string? ReadName(JsonFields fields, string field)
    {
        var name = fields.Text(field);
        if (name is not null && Encoding.UTF8.GetByteCount(name) > LongestName)
        {
            fields.Fail(field, "string_too_long", $"String should have at most {LongestName} bytes");
        }

        return name;
    }

    /// <summary>Changes a project; what the body leaves open stays. The name is for who knows which are free.</summary>
    public void ApplyTo(Project project, SecretBox secrets)
    {
        project.Description = Description ?? project.Description;
        project.ParentId = ParentId ?? project.ParentId;
        project.OrgId = OrgId ?? project.OrgId;
        project.IsEnabled = IsEnable ?? project.IsEnabled;
        project.IsHold = IsHold ?? project.IsHold;
        project.ReleaseVersion = ReleaseVersion ?? project.ReleaseVersion;
        project.PrivilegeType = PrivType ?? project.PrivilegeType;
        project.Skill = ProjectSkill ?? project.Skill;
        project.Icon = Icon ?? project.Icon;
        project.AuthSettings = AuthSettings is { } settings ? secrets.Seal(settings.Json, project.AuthPlace) : project.AuthSettings;
    }
}
