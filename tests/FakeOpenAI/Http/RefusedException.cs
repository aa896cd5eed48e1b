namespace SkillFlaw.FakeOpenAI.Http;

/// <summary>A request that is answered with an error in OpenAI's shape.</summary>
internal sealed class RefusedException(int status, string? code, string message, string? parameter = null) : Exception(message)
{
    public int Status => status;

    public string? Code => code;

    public string? Parameter => parameter;

    public static RefusedException Missing(string parameter) =>
        new(400, "missing_required_parameter", $"Missing required parameter: '{parameter}'.", parameter);

    public static RefusedException WrongType(string parameter, string expected) =>
        new(400, "invalid_type", $"Invalid type for '{parameter}': expected {expected}.", parameter);

    public static RefusedException Empty(string parameter) =>
        new(400, "empty_array", $"Invalid '{parameter}': expected an array with at least one item.", parameter);

    /// <summary>The test asks for what cannot be: that is no error of the client.</summary>
    public static RefusedException Misuse(string message) => new(500, "fake_openai_misuse", message);
}
