using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.ApiKeys;
using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Monitoring;
using SkillFlaw.Storage.Projects;
using SkillFlaw.Storage.Queue;
using SkillFlaw.Storage.Repeats;
using SkillFlaw.Storage.Schedules;
using SkillFlaw.Storage.Sessions;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Text;
using SkillFlaw.Storage.Users;
using SkillFlaw.Storage.Variables;
using SkillFlaw.Storage.Webhooks;

namespace SkillFlaw.Storage;

/// <summary>The database. Ask for an <c>IDbContextFactory&lt;SkillFlawDb&gt;</c>; which database it is shows nowhere else.</summary>
public abstract class SkillFlawDb : DbContext
{
    private protected SkillFlawDb(DbContextOptions options)
        : base(options)
    {
    }

    /// <summary>The tenants of the server.</summary>
    public DbSet<Tenant> Tenants => Set<Tenant>();

    /// <summary>Who may log in.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>The keys that programs come with.</summary>
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    /// <summary>The folders of flows.</summary>
    public DbSet<Project> Projects => Set<Project>();

    /// <summary>The flows, as the editor saved them.</summary>
    public DbSet<Flow> Flows => Set<Flow>();

    /// <summary>Settings and secrets that flows refer to by name.</summary>
    public DbSet<Variable> Variables => Set<Variable>();

    /// <summary>The chat messages. The journal writes them.</summary>
    public DbSet<StoredMessage> Messages => Set<StoredMessage>();

    /// <summary>The conversations that have a name.</summary>
    public DbSet<ChatSession> Sessions => Set<ChatSession>();

    /// <summary>The accepted work. The journal writes it.</summary>
    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>What happened to the jobs. The journal writes it.</summary>
    public DbSet<JobLogEntry> JobLog => Set<JobLogEntry>();

    /// <summary>The documents that jobs run.</summary>
    public DbSet<JobDocument> JobDocuments => Set<JobDocument>();

    /// <summary>The runs that nobody waits for. The journal writes them.</summary>
    public DbSet<QueuedJob> QueuedJobs => Set<QueuedJob>();

    /// <summary>The requests that came with a key, and their answers. The journal writes them.</summary>
    public DbSet<RepeatableRequest> RepeatableRequests => Set<RepeatableRequest>();

    /// <summary>How webhooks are signed.</summary>
    public DbSet<WebhookSignature> WebhookSignatures => Set<WebhookSignature>();

    /// <summary>When flows run by themselves.</summary>
    public DbSet<FlowSchedule> Schedules => Set<FlowSchedule>();

    /// <summary>What tenants have used.</summary>
    public DbSet<TenantUsage> Usage => Set<TenantUsage>();

    /// <summary>The processes that execute jobs.</summary>
    public DbSet<Node> Nodes => Set<Node>();

    /// <summary>What vertices gave in builds. The journal writes it.</summary>
    public DbSet<VertexBuild> VertexBuilds => Set<VertexBuild>();

    /// <summary>The executions of vertices. The journal writes it.</summary>
    public DbSet<Transaction> Transactions => Set<Transaction>();

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<string>().HaveConversion<StorableTextConverter>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(SkillFlawDb).Assembly);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(ColumnName.Of(property.Name));
        }
    }
}
