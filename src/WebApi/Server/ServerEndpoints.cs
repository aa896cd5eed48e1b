using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.Server;

/// <summary>What the server says about itself (semantics section 6.10).</summary>
internal static class ServerEndpoints
{
    // The generation of the API whose behaviour clients find here; they choose their ways by it.
    private const string ApiVersion = "1.8.0";

    public static RouteGroupBuilder MapServer(this IEndpointRouteBuilder routes)
    {
        var root = routes.MapGroup("").WithTags("Health Check");
        root.MapGet("/health", Health).Allow(Access.Public).WithName("health").WithSummary("Ask whether the process is there").NeedsNoStorage();
        root.MapGet("/health_check", HealthCheck.Check).Allow(Access.Public).WithName("health_check").WithSummary("Ask whether the parts of the server work")
            .Produces<UnhealthyError>(500);

        var server = routes.MapGroup("/api/v1").WithTags("Base");
        server.MapGet("/version", Version).Allow(Access.Public).WithName("get_version").WithSummary("Ask which server it is").NeedsNoStorage();
        server.MapGet("/config", Config).Allow(Access.User).WithName("get_config").WithSummary("Read what the editor must know");
        return root;
    }

    private static Ok<HealthAnswer> Health() => TypedResults.Ok(new HealthAnswer("ok"));

    private static Ok<VersionAnswer> Version() => TypedResults.Ok(new VersionAnswer(ApiVersion, ApiVersion, "SkillFlaw"));

    private static Ok<ConfigAnswer> Config(ServerSettings settings) => TypedResults.Ok(new ConfigAnswer
    {
        FrontendTimeout = settings.FrontendTimeout,
        AutoSaving = settings.AutoSaving,
        AutoSavingInterval = settings.AutoSavingInterval,
        HealthCheckMaxRetries = settings.HealthCheckMaxRetries,
        MaxFileSizeUpload = settings.MaxUploadMegabytes,
        EventDelivery = settings.EventDelivery,
        WebhookAuthEnable = settings.WebhooksNeedCredentials,
        HideGettingStartedProgress = settings.HideGettingStartedProgress,
    });
}

/// <summary>Whether the process is there.</summary>
internal sealed record HealthAnswer(string Status);

/// <summary>Whether the parts of the server work.</summary>
internal sealed record HealthCheckAnswer(string Status, string Chat, string Db);

/// <summary>The error of a health check, for the description of the API; <see cref="UnhealthyAnswer"/> writes it.</summary>
internal sealed record UnhealthyError(HealthCheckAnswer Detail);

/// <summary>Which server it is.</summary>
internal sealed record VersionAnswer(string Version, string MainVersion, string Package);

/// <summary>What the editor must know.</summary>
internal sealed record ConfigAnswer
{
    public FeatureFlags FeatureFlags { get; init; } = new(false);

    public int SerializationMaxItemsLength { get; init; } = 1_000;

    public int SerializationMaxTextLength { get; init; } = 6_000;

    public int FrontendTimeout { get; init; }

    public bool AutoSaving { get; init; }

    public int AutoSavingInterval { get; init; }

    public int HealthCheckMaxRetries { get; init; }

    public int MaxFileSizeUpload { get; init; }

    public int WebhookPollingInterval { get; init; } = 5_000;

    public int PublicFlowCleanupInterval { get; init; } = 3_600;

    public int PublicFlowExpiration { get; init; } = 86_400;

    public string EventDelivery { get; init; } = "";

    public bool WebhookAuthEnable { get; init; }

    public bool VoiceModeAvailable { get; init; }

    public string DefaultFolderName { get; init; } = Projects.DefaultProject.Name;

    public string DefaultProjectName { get; init; } = Projects.DefaultProject.Name;

    public bool HideGettingStartedProgress { get; init; }
}

/// <summary>Parts of the editor that can be switched on.</summary>
internal sealed record FeatureFlags(bool MvpComponents);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(HealthCheckAnswer))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(ConfigAnswer))]
internal sealed partial class ServerJson : JsonSerializerContext;
