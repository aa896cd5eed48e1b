namespace SkillFlaw.WebApi.Http;

/// <summary>A request is not what the endpoint takes: answered with 422 and a list.</summary>
internal sealed class RequestInvalidException(IReadOnlyList<ValidationError> errors) : Exception("The request is invalid.")
{
    public IReadOnlyList<ValidationError> Errors { get; } = errors;
}
