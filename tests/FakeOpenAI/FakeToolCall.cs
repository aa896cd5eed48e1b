namespace SkillFlaw.FakeOpenAI;

/// <summary>A call of a function that the model asks for.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">Its arguments as JSON text; what is no JSON is sent as it is.</param>
/// <param name="Id">The id of the call; null in a reply stands for <c>call_{request number}_{index}</c>.</param>
public sealed record FakeToolCall(string Name, string Arguments, string? Id = null);
