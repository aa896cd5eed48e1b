using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Variables;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Variables;

/// <summary>Settings and secrets that flows refer to by name (semantics section 6.3).</summary>
internal static class VariableEndpoints
{
    private const int MostVariables = 1_000;
    private const string NotFound = "Variable not found";
    private const string NameTaken = "Variable name already exists";

    public static RouteGroupBuilder MapVariables(this IEndpointRouteBuilder routes)
    {
        var variables = routes.MapGroup("/api/v1/variables").WithTags("Variables").TakesSmallBodies();

        variables.MapPost("/", AddVariable).Allow(Access.User)
            .WithName("create_variable").WithSummary("Make a variable").Takes<NewVariableBody>().ProducesError(400, 403, 422);
        variables.MapGet("/", ListVariables).Allow(Access.User)
            .WithName("read_variables").WithSummary("List one's variables").ProducesError(403);
        variables.MapPatch("/{variable_id}", ChangeVariable).Allow(Access.Owner)
            .WithName("update_variable").WithSummary("Change a variable").Takes<VariableChangesBody>().ProducesError(400, 403, 404, 422);
        variables.MapDelete("/{variable_id}", DeleteVariable).Allow(Access.Owner)
            .WithName("delete_variable").WithSummary("Delete a variable").ProducesError(403, 404, 422);

        return variables;
    }

    private static async Task<Results<Created<VariableAnswer>, ApiError>> AddVariable(
        JsonBody json,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        VariableValues values,
        VariableReading reading,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var body = NewVariableBody.Read(json.Fields);
        if (body.Refuse() is { } refusal)
        {
            return ApiError.BadRequest(refusal);
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await Of(database, caller).CountAsync(cancellationToken) >= MostVariables)
        {
            return ApiError.BadRequest($"You have {MostVariables} variables already; delete one first");
        }

        var now = clock.GetUtcNow();
        var variable = new Variable
        {
            Id = Guid.NewGuid(),
            TenantId = caller.TenantId,
            UserId = caller.UserId,
            Name = body.Name,
            Type = body.ToType(),
            Value = [],
            DefaultFields = Write(body.DefaultFields ?? []),
            CreatedAt = now,
            UpdatedAt = now,
        };
        values.Set(variable, body.Name, body.Value);
        database.Variables.Add(variable);
        return await TrySaveAsync(databases, database, reading, caller, variable, cancellationToken)
            ? TypedResults.Created((string?)null, VariableAnswer.Of(variable, values))
            : ApiError.BadRequest(NameTaken);
    }

    private static async Task<Ok<IReadOnlyList<VariableAnswer>>> ListVariables(
        Caller caller, IDbContextFactory<SkillFlawDb> databases, VariableValues values, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var variables = await Of(database, caller).AsNoTracking()
            .OrderBy(variable => variable.CreatedAt).ThenBy(variable => variable.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<VariableAnswer>>(
            [.. variables.Where(variable => !IsHidden(variable.Name)).Select(variable => VariableAnswer.Of(variable, values))]);
    }

    private static async Task<Results<Ok<VariableAnswer>, ApiError>> ChangeVariable(
        [FromRoute(Name = "variable_id")] Guid variableId,
        JsonBody json,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        VariableValues values,
        VariableReading reading,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var body = VariableChangesBody.Read(json.Fields);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await Of(database, caller).SingleOrDefaultAsync(each => each.Id == variableId, cancellationToken) is not { } variable)
        {
            return ApiError.NotFound(NotFound);
        }

        if (body.Refuse(variable) is { } refusal)
        {
            return ApiError.BadRequest(refusal);
        }

        if (body.Value is not null || (body.Name ?? variable.Name) != variable.Name)
        {
            // Sealed anew for another name.
            if (body.Value is not { } value && !values.TryOpen(variable, out value))
            {
                return ApiError.BadRequest("The value of this variable cannot be read any more; send a new one");
            }

            values.Set(variable, body.Name ?? variable.Name, value);
        }

        variable.Type = body.ToType() ?? variable.Type;
        variable.DefaultFields = body.DefaultFields is null ? variable.DefaultFields : Write(body.DefaultFields);
        variable.UpdatedAt = clock.GetUtcNow();

        // All columns: of two changes at once the later one must not leave the value of one under the name of the other.
        database.Variables.Update(variable);
        return await TrySaveAsync(databases, database, reading, caller, variable, cancellationToken)
            ? TypedResults.Ok(VariableAnswer.Of(variable, values))
            : ApiError.BadRequest(NameTaken);
    }

    private static async Task<Results<NoContent, ApiError>> DeleteVariable(
        [FromRoute(Name = "variable_id")] Guid variableId,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        VariableReading reading,
        CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await Of(database, caller).Where(variable => variable.Id == variableId).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return ApiError.NotFound(NotFound);
        }

        reading.Forget(caller.UserId);
        return TypedResults.NoContent();
    }

    private static IQueryable<Variable> Of(SkillFlawDb database, Caller caller) =>
        database.Variables.OfTenant(caller.TenantId).Where(variable => variable.UserId == caller.UserId);

    // The editor keeps things of its own under such names.
    private static bool IsHidden(string name) =>
        name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);

    private static string Write(IReadOnlyList<string> fields) => JsonSerializer.Serialize(fields, VariableJson.Default.IReadOnlyListString);

    /// <summary>Saves, unless another variable of the user has the name.</summary>
    private static async Task<bool> TrySaveAsync(
        IDbContextFactory<SkillFlawDb> databases,
        SkillFlawDb database,
        VariableReading reading,
        Caller caller,
        Variable variable,
        CancellationToken cancellationToken)
    {
        if (await IsTakenAsync(database, caller, variable, cancellationToken))
        {
            return false;
        }

        try
        {
            await database.SaveChangesAsync(cancellationToken);
            reading.Forget(caller.UserId);
            return true;
        }
        catch (DbUpdateException failure) when (failure is not DbUpdateConcurrencyException)
        {
            // Another request may have been faster. The failed context can tell nothing any more.
            await using var again = await databases.CreateDbContextAsync(cancellationToken);
            if (await IsTakenAsync(again, caller, variable, cancellationToken))
            {
                return false;
            }

            throw;
        }
    }

    private static Task<bool> IsTakenAsync(SkillFlawDb database, Caller caller, Variable variable, CancellationToken cancellationToken) =>
        Of(database, caller).AnyAsync(each => each.Name == variable.Name && each.Id != variable.Id, cancellationToken);
}
