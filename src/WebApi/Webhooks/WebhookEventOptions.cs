namespace SkillFlaw.WebApi.Webhooks;

/// <summary>How those who follow webhooks are told.</summary>
internal sealed class WebhookEventOptions
{
    /// <summary>After how long without events a sign of life is sent. Proxies give up connections that are silent for a minute.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(30);
}
