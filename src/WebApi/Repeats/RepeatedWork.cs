using System.Reflection;
using SkillFlaw.Grains.Builds;

namespace SkillFlaw.WebApi.Repeats;

/// <summary>
/// What a request with a key makes: the same jobs however often it is begun. An endpoint asks here for the ids of its jobs; without a key each
/// is a new one.
/// </summary>
/// <param name="jobId">The first job.</param>
/// <param name="wasTried">Whether the request may have been begun before.</param>
internal sealed class RepeatedWork(Guid jobId, bool wasTried)
{
    private int _jobs;

    /// <summary>What was given up before its end, if anything was.</summary>
    public Unfinished Unfinished { get; private set; }

    /// <summary>Whether the jobs of the request may be there already.</summary>
    public bool WasTried => wasTried;

    /// <summary>The id of the next job of a request.</summary>
    public static Guid NextJobId(HttpContext context) => context.Features.Get<RepeatedWork>()?.NextJobId() ?? Guid.CreateVersion7();

    /// <summary>The conversation of a request that names none.</summary>
    public static string NewSession(HttpContext context) => (context.Features.Get<RepeatedWork>()?.FirstJobId ?? Guid.CreateVersion7()).ToString();

    /// <summary>The request of a run, which may have to be begun again if it came with a key.</summary>
    public static RunRequest Mark(HttpContext context, RunRequest request) =>
        context.Features.Get<RepeatedWork>() is { } work ? request with { IsDurable = true, WasTried = work.WasTried } : request;

    /// <summary>Says that the answer is no whole one, although its status says nothing of it.</summary>
    public static void LeaveUnfinished(HttpContext context, Unfinished how)
    {
        if (context.Features.Get<RepeatedWork>() is { } work)
        {
            work.Unfinished = how;
        }
    }

    private Guid FirstJobId => jobId;

    // The same ones in the same order, and nobody else's: the end of an id of version 7 is random.
    private Guid NextJobId()
    {
        Span<byte> id = stackalloc byte[16];
        jobId.TryWriteBytes(id, bigEndian: true, out _);
        var number = _jobs++;
        id[15] ^= (byte)number;
        id[14] ^= (byte)(number >> 8);
        return new Guid(id, bigEndian: true);
    }
}

/// <summary>The job that a request makes, for handlers that ask for it as a parameter.</summary>
/// <param name="JobId">Its id.</param>
/// <param name="MayExist">Whether it may be there already.</param>
internal sealed record NextJob(Guid JobId, bool MayExist = false) : IBindableFromHttpContext<NextJob>
{
    public static ValueTask<NextJob?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult<NextJob?>(
        new NextJob(RepeatedWork.NextJobId(context), context.Features.Get<RepeatedWork>() is { WasTried: true }));
}

/// <summary>What becomes of a request whose answer is not kept.</summary>
internal enum Unfinished
{
    /// <summary>Its answer is a whole one.</summary>
    No,

    /// <summary>Sent again it is begun again, with the same jobs.</summary>
    BeginsAgain,

    /// <summary>It is forgotten, as if it had never come.</summary>
    IsForgotten,
}
