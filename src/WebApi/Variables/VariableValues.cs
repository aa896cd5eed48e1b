using SkillFlaw.Storage.Secrets;
using SkillFlaw.Storage.Variables;

namespace SkillFlaw.WebApi.Variables;

/// <summary>The values of variables: sealed as they are stored, and shown where they may be.</summary>
internal sealed partial class VariableValues(SecretBox secrets, ILogger<VariableValues> logger)
{
    /// <summary>Whether a variable may be shown with its value is up to its type, and nothing else.</summary>
    /// <returns>The value; null for a credential, and for what the server's key does not open.</returns>
    public string? Show(Variable variable) => variable.Type is VariableType.Generic && TryOpen(variable, out var value) ? value : null;

    /// <summary>Gives a variable a name and a value together: the value is sealed for the name.</summary>
    public void Set(Variable variable, string name, string value)
    {
        variable.Name = name;
        variable.Value = secrets.Seal(value, variable.Place);
    }

    /// <summary>Opens a value. One that cannot be opened any more keeps nobody from the other variables, or from a new value.</summary>
    public bool TryOpen(Variable variable, out string value)
    {
        try
        {
            value = secrets.Open(variable.Value, variable.Place);
            return true;
        }
        catch (SecretUnreadableException failure)
        {
            LogUnreadable(failure, variable.Id);
            value = "";
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The value of variable {VariableId} cannot be opened")]
    private partial void LogUnreadable(Exception exception, Guid variableId);
}
