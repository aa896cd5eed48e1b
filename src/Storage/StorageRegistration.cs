using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Queue;
using SkillFlaw.Storage.Repeats;
using SkillFlaw.Storage.Retention;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.Storage.Variables;

namespace SkillFlaw.Storage;

/// <summary>Registers all that stores.</summary>
public static class StorageRegistration
{
    /// <summary>
    /// Adds the database, as <c>IDbContextFactory&lt;SkillFlawDb&gt;</c>, the journal and the secret box. The host calls
    /// <see cref="Database.MigrateAsync"/> before it serves.
    /// </summary>
    public static IServiceCollection AddSkillFlawStorage(this IServiceCollection services, Action<StorageOptions> configure)
    {
        services.AddOptions<StorageOptions>().Configure(configure);
        services.AddOptions<JournalOptions>();
        services.AddOptions<RetentionOptions>();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Database.Open(
            provider.GetRequiredService<IOptions<StorageOptions>>().Value,
            context => context.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>())));
        services.AddSingleton<IDbContextFactory<SkillFlawDb>>(provider => provider.GetRequiredService<Database>());
        services.AddSingleton<Journal>();
        services.AddSingleton<MessageHistory>();
        services.AddSingleton<VariableReading>();
        services.AddSingleton<JobLogs>();
        services.AddSingleton<Nodes>();
        services.AddSingleton<QueuedJobs>();
        services.AddSingleton<RepeatableRequests>();
        services.AddSingleton<PastRemoval>();
        services.AddSingleton(provider => new SecretBox(provider.GetRequiredService<IOptions<StorageOptions>>().Value.SecretKey
            ?? throw new InvalidOperationException("The server has no secret key, so it can neither seal nor open variables.")));
        return services;
    }
}
