using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Projects;

/// <summary>
/// Makes rows with names that must be free. What one user makes is made one after the other, on all nodes, because each turn begins with the
/// user's row; only somebody who renames can still be in the way, and then the turn is taken again.
/// </summary>
internal sealed class OwnerTurn(IDbContextFactory<SkillFlawDb> databases)
{
    private const int MostAttempts = 5;

    /// <summary>Does work whose rows are saved with the turn.</summary>
    /// <param name="caller">Whose turn.</param>
    /// <param name="work">Adds the rows. It may be done again from the beginning, and must wait for nothing but the database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> TakeAsync<T>(Caller caller, Func<SkillFlawDb, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            await database.Users.Where(user => user.Id == caller.UserId).ExecuteUpdateAsync(
                same => same.SetProperty(user => user.UpdatedAt, user => user.UpdatedAt), cancellationToken);
            try
            {
                var result = await work(database);
                await database.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (DbUpdateException failure) when (failure.DuplicateProperty() is { } property)
            {
                if (attempt == MostAttempts)
                {
                    throw new ApiException(StatusCodes.Status400BadRequest, DuplicateName.Explain(property));
                }
            }
        }
    }
}

/// <summary>What a caller hears whose name is taken.</summary>
internal static class DuplicateName
{
    public const string OfName = "Name must be unique";
    public const string OfEndpoint = "Endpoint name must be unique";

    public static string Explain(string property) => property switch
    {
        nameof(Storage.Flows.Flow.Name) => OfName,
        nameof(Storage.Flows.Flow.EndpointName) => OfEndpoint,
        _ => $"{property} must be unique",
    };
}
