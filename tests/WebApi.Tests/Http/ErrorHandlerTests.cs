using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using SkillFlaw.Storage;

namespace SkillFlaw.WebApi.Http;

public sealed class ErrorHandlerTests
{
    [Fact]
    public async Task TryHandle_OfAnythingUnexpected_IsAMessageThatSaysNothing()
    {
        var (status, body, _) = await HandleAsync(new InvalidOperationException("the password is in here"));

        Assert.Equal((500, """{"message":"An internal error occurred."}"""), (status, body));
    }

    [Fact]
    public async Task TryHandle_OfMissingDatabase_AsksToTryAgain()
    {
        foreach (var failure in new Exception[]
        {
            new StorageUnavailableException("no"), new SqliteException("locked", 5), new DbUpdateException("no", new SqliteException("locked", 5)),
        })
        {
            var (status, body, headers) = await HandleAsync(failure);

            Assert.Equal((503, """{"detail":"The database is not available at the moment; try again."}"""), (status, body));
            Assert.Equal("1", headers.RetryAfter);
        }
    }

    [Fact]
    public async Task TryHandle_OfASiloThatIsGone_AsksToTryAgain()
    {
        foreach (var failure in new Exception[] { new SiloUnavailableException("gone"), new TimeoutException() })
        {
            var (status, body, headers) = await HandleAsync(failure);

            Assert.Equal((503, """{"detail":"A part of the server does not answer at the moment; try again."}"""), (status, body));
            Assert.Equal("1", headers.RetryAfter);
        }
    }

    [Fact]
    public async Task TryHandle_OfTwoChangesAtOnce_IsAConflict()
    {
        var (status, body, _) = await HandleAsync(new DbUpdateConcurrencyException());

        Assert.Equal((409, """{"detail":"Somebody else has changed or deleted this at the same time; read it again."}"""), (status, body));
    }

    [Fact]
    public async Task TryHandle_OfAnErrorForTheCaller_TellsItWithTheWait()
    {
        var (status, body, headers) = await HandleAsync(new ApiException(429, "Too many.") { RetryAfter = TimeSpan.FromSeconds(1.5) });

        Assert.Equal((429, """{"detail":"Too many."}""", "2"), (status, body, headers.RetryAfter.ToString()));
    }

    [Fact]
    public async Task TryHandle_OfCallerThatLeft_WritesNothing()
    {
        var (status, body, _) = await HandleAsync(new OperationCanceledException(), new CancellationToken(canceled: true));

        Assert.Equal((499, ""), (status, body));
    }

    private static async Task<(int Status, string Body, IHeaderDictionary Headers)> HandleAsync(Exception exception, CancellationToken aborted = default)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestAborted = aborted };
        context.Response.Body = body;

        Assert.True(await new ErrorHandler(NullLogger<ErrorHandler>.Instance).TryHandleAsync(context, exception, CancellationToken.None));

        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()), context.Response.Headers);
    }
}
