namespace SkillFlaw.WebApi.Http;

/// <summary>A request is not what the endpoint takes: answered with 422 and a list.</summary>
internal sealed class RequestInvalidException(IReadOnlyList<ValidationError> errors) : Exception("The request is invalid.")
{
    public IReadOnlyList<ValidationError> Errors { get; } = errors;

    public static void ThrowIfAny(params ReadOnlySpan<ValidationError?> checks)
    {
        List<ValidationError> errors = [];
        foreach (var error in checks)
        {
            if (error is not null)
            {
                errors.Add(error);
            }
        }

        if (errors.Count > 0)
        {
            throw new RequestInvalidException(errors);
        }
    }
}
