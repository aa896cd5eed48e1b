using System.Security.Cryptography;
using System.Text;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Builds;

/// <summary>Finds the build that a path names, among those of the caller or the visitor: another one's is not found, like an invented id.</summary>
internal sealed class JobDirectory(JobLogs logs, TimeProvider clock)
{
    private const int Capacity = 100_000;

    // Nobody tells it of jobs that are removed.
    private static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(1);

    private readonly ShortCache<Guid, JobEntry> _jobs = new(clock, _lifetime, Capacity);

    /// <summary>A build of the caller.</summary>
    /// <exception cref="ApiException">There is none of that id.</exception>
    public async ValueTask<JobEntry> FindAsync(Caller caller, string jobId, CancellationToken cancellationToken) =>
        await FindAsync(jobId, cancellationToken) is { Visitor: null } job && job.Key.TenantId == caller.TenantId && job.UserId == caller.UserId
            ? job
            : throw Missing(jobId);

    /// <summary>A build of the visitor of a public flow.</summary>
    /// <inheritdoc cref="FindAsync(Caller, string, CancellationToken)" path="/exception" />
    public async ValueTask<JobEntry> FindAsync(Visitor visitor, string jobId, CancellationToken cancellationToken) =>
        await FindAsync(jobId, cancellationToken) is { Visitor: { } owner } job
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(owner), Encoding.ASCII.GetBytes(visitor.Hash))
            ? job
            : throw Missing(jobId);

    /// <summary>What is said of a build that is not there.</summary>
    public static ApiException Missing(string jobId) =>
        new(StatusCodes.Status404NotFound, $"Job not found: Job queue not found for job_id: {jobId}");

    private ValueTask<JobEntry?> FindAsync(string jobId, CancellationToken cancellationToken) => Guid.TryParse(jobId, out var id)
        ? _jobs.GetAsync(id, LoadAsync, cancellationToken)
        : ValueTask.FromResult<JobEntry?>(null);

    private async Task<JobEntry?> LoadAsync(Guid jobId) => await logs.FindOwnerAsync(jobId, CancellationToken.None) is { } job
        ? new JobEntry(new JobKey(job.TenantId, jobId), job.UserId, job.Visitor, job.FinishedAt is not null)
        : null;
}

/// <summary>What a request needs to know of a build.</summary>
/// <param name="Key">Its key.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Visitor">The hash of the visitor's cookie; null for a build that is not of a public flow.</param>
/// <param name="HasEnded">Whether it had ended a second ago.</param>
internal sealed record JobEntry(JobKey Key, int UserId, string? Visitor, bool HasEnded);
