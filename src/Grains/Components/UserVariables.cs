using SkillFlaw.Components;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.Storage.Variables;

namespace SkillFlaw.Grains.Components;

/// <summary>The values of the users' variables. They are opened where they are used and kept nowhere.</summary>
internal sealed class UserVariables(VariableReading variables, SecretBox secrets)
{
    /// <summary>The value of a variable; null where there is none of that name.</summary>
    /// <exception cref="ComponentException">It is a credential, and the field is one that everybody sees.</exception>
    public async ValueTask<string?> FindAsync(Guid tenantId, int userId, string name, string field, CancellationToken cancellationToken)
    {
        if (await variables.FindAsync(tenantId, userId, name, cancellationToken) is not { } variable)
        {
            return null;
        }

        return variable.Type is VariableType.Credential && field == "session_id"
            ? throw new ComponentException($"The variable '{name}' is a credential, and cannot be the name of a session.")
            : secrets.Open(variable.Value, variable.Place);
    }
}
