using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Grains.Health;
using SkillFlaw.Storage;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Server;

/// <summary>Asks the database and the grains whether they work. Callers that come together share one look.</summary>
internal sealed partial class HealthCheck(
    IDbContextFactory<SkillFlawDb> databases, IGrainFactory grains, ILogger<HealthCheck> logger)
{
    private const string Ok = "ok";
    private const string Failed = "error check the server logs";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(3);

    private Task<HealthCheckAnswer>? _looking;

    public static async Task<Results<Ok<HealthCheckAnswer>, UnhealthyAnswer>> Check(HealthCheck health, CancellationToken cancellationToken)
    {
        var answer = await health.LookAsync().WaitAsync(cancellationToken);
        return answer.Status == Ok ? TypedResults.Ok(answer) : new UnhealthyAnswer(answer);
    }

    private Task<HealthCheckAnswer> LookAsync()
    {
        if (_looking is { IsCompleted: false } looking)
        {
            return looking;
        }

        return _looking = Task.Run(async () =>
        {
            var database = TryAsync("database", AskDatabaseAsync);
            var runtime = TryAsync("grain runtime", AskGrainsAsync);
            var (db, chat) = (await database, await runtime);
            return new HealthCheckAnswer(db && chat ? Ok : "nok", chat ? Ok : Failed, db ? Ok : Failed);
        });
    }

    private async Task AskDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        _ = await database.Users.AnyAsync(cancellationToken);
    }

    private Task AskGrainsAsync(CancellationToken cancellationToken) => grains.GetGrain<IHealthGrain>("health").Beat();

    private async Task<bool> TryAsync(string part, Func<CancellationToken, Task> ask)
    {
        using var limit = new CancellationTokenSource(_limit);
        try
        {
            await ask(limit.Token).WaitAsync(limit.Token);
            return true;
        }
        catch (Exception failure)
        {
            LogFailed(failure, part);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Health check: the {Part} does not answer")]
    private partial void LogFailed(Exception exception, string part);
}

/// <summary>The error whose detail is the answer of a health check.</summary>
internal sealed class UnhealthyAnswer(HealthCheckAnswer answer) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ApiError.WriteAsync(httpContext, StatusCodes.Status500InternalServerError, writer =>
    {
        writer.WriteStartObject("detail"u8);
        writer.WriteString("status"u8, answer.Status);
        writer.WriteString("chat"u8, answer.Chat);
        writer.WriteString("db"u8, answer.Db);
        writer.WriteEndObject();
    });
}
