using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.Storage.Variables;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Variables;

/// <summary>Looks at variables as they are stored.</summary>
internal static class VariableSteps
{
    /// <summary>The only variable of a user.</summary>
    public static async Task<Variable> VariableOfAsync(this WebServer server, TestUser user)
    {
        await using var database = await server.DatabaseAsync();
        return await database.Variables.AsNoTracking().SingleAsync(variable => variable.UserId == user.Id);
    }

    public static string Open(this WebServer server, Variable variable) =>
        server.Services.GetRequiredService<SecretBox>().Open(variable.Value, variable.Place);
}
