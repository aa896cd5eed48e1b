using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging.Console;
using SkillFlaw.Components;
using SkillFlaw.Silo;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Retention;
using SkillFlaw.WebApi.ApiKeys;
using SkillFlaw.WebApi.Builds;
using SkillFlaw.WebApi.Catalog;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Jobs;
using SkillFlaw.WebApi.Monitor;
using SkillFlaw.WebApi.OpenApi;
using SkillFlaw.WebApi.Projects;
using SkillFlaw.WebApi.Repeats;
using SkillFlaw.WebApi.Responses;
using SkillFlaw.WebApi.Runs;
using SkillFlaw.WebApi.Schedules;
using SkillFlaw.WebApi.Server;
using SkillFlaw.WebApi.Settings;
using SkillFlaw.WebApi.SignIns;
using SkillFlaw.WebApi.Start;
using SkillFlaw.WebApi.Tenants;
using SkillFlaw.WebApi.Users;
using SkillFlaw.WebApi.Variables;
using SkillFlaw.WebApi.Webhooks;
using SkillFlaw.WebApi.Workflows;

namespace SkillFlaw.WebApi;

/// <summary>Puts the server together: the web API, and the grains in the same process.</summary>
internal static class SkillFlawServer
{
    /// <summary>A server with its data folder, its database and its first user, ready to be started.</summary>
    /// <param name="settings">The settings; the paths that are made in the data folder are put into them.</param>
    /// <param name="console">Where a person reads what is shown at the start.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    /// <param name="configure">Replaces parts of the server, for tests.</param>
    /// <exception cref="InvalidSettingsException">The settings ask for something that cannot be.</exception>
    public static async Task<WebApplication> BuildAsync(
        ServerSettings settings, TextWriter console, CancellationToken cancellationToken, Action<IServiceCollection>? configure = null)
    {
        DataFolder.Prepare(settings);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        AddLogging(builder.Logging, settings);
        AddHosting(builder, settings);
        AddFeatures(builder.Services, settings);
        builder.Services.AddSkillFlawStorage(storage =>
        {
            (storage.Database, storage.SecretKey) = (settings.DatabaseUrl!, settings.SecretKey);
            if (settings is { Cluster: ClusterKind.None, SharesDatabase: false })
            {
                storage.ReadingsLast = TimeSpan.FromSeconds(10);
            }
        });
        builder.AddSkillFlawSilo(new SiloSettings
        {
            Cluster = ClusterReading.Of(settings),
            DataFolder = settings.DataFolder,
            FilesFolder = settings.FilesFolder ?? Path.Combine(settings.DataFolder, "files"),
            Providers = settings.Providers,
            AllowPrivateAddresses = settings.AllowPrivateAddresses,
            MaxRunDuration = settings.RunTimeout,
            MaxVertexDuration = settings.VertexTimeout,
            MaxConcurrentRuns = settings.MaxConcurrentRuns,
            MaxRunsPerSecond = settings.MaxRunsPerSecond,
            MaxTokensPerDay = settings.MaxTokensPerDay,
            QueueConcurrency = settings.QueueConcurrency,
            QueueLength = settings.QueueLength,
            TenantQueueLength = settings.TenantQueueLength,
            JobMaxAttempts = settings.JobMaxAttempts,
            JobRetryDelay = settings.JobRetryDelay,
        });

        configure?.Invoke(builder.Services);
        var app = builder.Build();
        UsePipeline(app, settings);

        // The first run would wait for the catalogue, and the database leaves a processor free.
        _ = Task.Run(app.Services.GetRequiredService<ComponentCatalog>, CancellationToken.None);

        // First of all: who is refused must not have changed a database that another version uses.
        await app.Services.GetRequiredService<SoleServer>().TakeDatabaseAsync(cancellationToken);
        await app.Services.GetRequiredService<Database>().MigrateAsync(cancellationToken);
        var credentials = await app.Services.GetRequiredService<FirstStart>().MakeAsync(cancellationToken);
        app.Lifetime.ApplicationStarted.Register(() =>
            console.WriteLine(StartMessage.Of(app.Services.GetRequiredService<IServer>(), settings, credentials)));
        return app;
    }

    private static void AddLogging(ILoggingBuilder logging, ServerSettings settings)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(settings.LogLevel);

        // What the framework and the database client say of each request and each query is for whoever looks for faults.
        if (settings.LogLevel > LogLevel.Debug)
        {
            logging.AddFilter("Microsoft", LogLevel.Warning);
            logging.AddFilter("System", LogLevel.Warning);
            logging.AddFilter("Orleans", LogLevel.Warning);
            logging.AddFilter("Polly", LogLevel.Error);

            // Who asked the database says what became of it.
            logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
            logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);

            // It has nothing to say either, but makes an activity of each request as long as it might.
            logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        }

        // Why a start fails is told in a sentence (Program), not in a trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        if (settings.LogAsJson)
        {
            logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
                console.ColorBehavior = LoggerColorBehavior.Default;
            });
        }
    }

    private static void AddHosting(WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = (long)settings.MaxUploadMegabytes << 20;
            Listen(kestrel, settings);
        });

        // The waiting is done before, in Draining; what is left then is given up quickly.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.ShutdownTimeout + TimeSpan.FromSeconds(10));
        builder.Services.AddSingleton<Draining>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Draining>());
    }

    private static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, ServerSettings settings)
    {
        if (IPAddress.TryParse(settings.Host, out var address))
        {
            kestrel.Listen(address, settings.Port);
        }
        else if (settings.Host == "localhost" && settings.Port > 0)
        {
            kestrel.ListenLocalhost(settings.Port);
        }
        else
        {
            throw new InvalidSettingsException(["SKILLFLAW_HOST must be an IP address or localhost; 0.0.0.0 for all addresses."]);
        }
    }

    private static void AddFeatures(IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<Callers>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignInLimit>();
        services.AddSingleton<SignInCookies>();
        services.AddSingleton<AllowedOrigins>();
        services.AddSingleton<ApiKeyUses>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUses>());
        services.AddSingleton<FlowDirectory>();
        services.AddSingleton<OwnerTurn>();
        services.AddSingleton<NewFlows>();
        services.AddSingleton<FlowReading>();
        services.AddSingleton<FlowUpdate>();
        services.AddSingleton<FlowRemoval>();
        services.AddSingleton<NewProjects>();
        services.AddSingleton<RunStart>();
        services.AddSingleton<RepeatClaims>();
        services.AddSingleton<RepeatedRequests>();
        services.AddSingleton<WebhookFlows>();
        services.AddOptions<WebhookEventOptions>();
        services.AddSingleton<WorkflowRuns>();
        services.AddOptionsWithValidateOnStart<WorkflowOptions>().ValidateDataAnnotations();
        services.AddSingleton(provider => new SeenSignatures(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ChatFlows>();
        services.AddSingleton<BuildStarts>();
        services.AddSingleton<BuildEventReading>();
        services.AddSingleton<EventRelays>();
        services.AddSingleton<JobDirectory>();
        services.AddSingleton<PublicFlows>();
        services.AddSingleton<PublicMessages>();
        services.AddSingleton<VisitorSessions>();
        services.AddSingleton<SessionWindows>();
        services.AddSingleton<MessageReading>();
        services.AddSingleton<MessageChanges>();
        services.AddSingleton<MessageSessions>();
        services.AddHostedService<RetentionRounds>();
        services.AddOptions<RetentionOptions>().Configure(retention => Keep(retention, settings));
        services.AddSingleton<CatalogAnswer>();
        services.AddSingleton<HealthCheck>();
        services.AddSingleton<FirstStart>();
        services.AddSingleton<SoleServer>();
        services.AddSingleton<UserLog>();
        services.AddSingleton<ApiKeyLog>();
        services.AddSingleton<VariableValues>();
        services.AddExceptionHandler<ErrorHandler>();

        services.AddSingleton<CallerCheck>();
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.CorsOrigins])
            .AllowAnyMethod().AllowAnyHeader().AllowCredentials()
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));
        services.Configure<ForwardedHeadersOptions>(forwarded => TrustProxies(forwarded, settings));
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, JsonTypeInfoResolver.Combine(
                SignInJson.Default,
                ServerJson.Default,
                FlowJson.Default,
                MonitorJson.Default,
                ProjectJson.Default,
                UserJson.Default,
                ApiKeyJson.Default,
                VariableJson.Default,
                BuildJson.Default,
                WebhookJson.Default,
                SignatureJson.Default,
                ScheduleJson.Default,
                TenantJson.Default,
                JobJson.Default));
        });
        services.AddApiDocuments();
    }

    private static void Keep(RetentionOptions retention, ServerSettings settings)
    {
        retention.Jobs = settings.BuildEventsLifetime;
        retention.QueuedJobs = settings.JobsLifetime;
        retention.DeadJobs = settings.DeadJobsLifetime;
        retention.Transactions = settings.MaxTransactions;
        retention.Builds = settings.MaxVertexBuilds;
        retention.BuildsOfVertex = settings.MaxBuildsOfVertex;
        retention.Messages = settings.MessageDays == 0 ? null : TimeSpan.FromDays(settings.MessageDays);

        // Whoever goes on with a job after a crash needs its document, however long the job takes.
        retention.Documents = TimeSpan.FromDays(2) + settings.RunTimeout;
    }

    private static void TrustProxies(ForwardedHeadersOptions forwarded, ServerSettings settings)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in settings.TrustedProxies)
        {
            forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.TryParse(proxy, out var network)
                ? network
                : new System.Net.IPNetwork(IPAddress.Parse(proxy), IPAddress.Parse(proxy).GetAddressBytes().Length * 8));
        }
    }

    private static void UsePipeline(WebApplication app, ServerSettings settings)
    {
        var draining = app.Services.GetRequiredService<Draining>();
        app.Use(next => context => draining.ServeAsync(context, next));
        if (settings.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseExceptionHandler(_ => { });
        app.Use(next => context =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return next(context);
        });
        app.UseStatusCodePages(StatusPage.WriteAsync);
        if (settings.Role is not NodeRole.Silo)
        {
            app.UseApiPage();
            app.UseFrontendFiles(settings);
        }

        app.UseRouting();
        if (settings.CorsOrigins.Count > 0)
        {
            app.UseCors();
        }

        app.Use(TrailingSlash.Redirect);
        var callers = app.Services.GetRequiredService<CallerCheck>();
        app.Use(next => context => callers.ServeAsync(context, next));
        var repeated = app.Services.GetRequiredService<RepeatedRequests>();
        app.Use(next => context => repeated.ServeAsync(context, next));
        MapEndpoints(app, settings);
    }

    private static void MapEndpoints(WebApplication app, ServerSettings settings)
    {
        app.MapServer();
        if (settings.Role is NodeRole.Silo)
        {
            // Whoever wants more asks a web host.
            app.RefuseUnclassified();
            return;
        }

        app.MapRuns();
        app.MapResponses();
        app.MapBuilds();
        app.MapWebhooks();
        app.MapSignatures();
        app.MapWebhookEvents();
        app.MapSchedules();
        app.MapJobs();
        app.MapWorkflows();
        app.MapSignIns();
        app.MapUsers();
        app.MapTenants();
        app.MapApiKeys();
        app.MapVariables();
        app.MapCatalog();
        app.MapFlows();
        app.MapProjects();
        app.MapMonitor();
        app.MapApiDescription();
        app.MapFrontend(settings);
        app.RefuseUnclassified();
    }
}
