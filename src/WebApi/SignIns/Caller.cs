using System.Reflection;
using System.Security.Claims;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>Who makes a request. All that a request may reach is bounded by this.</summary>
/// <param name="UserId">The user.</param>
/// <param name="TenantId">The user's tenant.</param>
/// <param name="Username">The name to log in with.</param>
/// <param name="IsActive">False for one who may do nothing.</param>
/// <param name="IsSuperuser">Whether the user may manage the server.</param>
/// <param name="TokenStamp">Stands in every valid token of the user.</param>
internal sealed record Caller(int UserId, Guid TenantId, string Username, bool IsActive, bool IsSuperuser, Guid TokenStamp)
    : IBindableFromHttpContext<Caller>
{
    /// <summary>The principal of this caller; one for all requests.</summary>
    public CallerPrincipal Principal => field ??= new CallerPrincipal(this);

    public static Caller Of(User user) =>
        new(user.Id, user.TenantId, user.Username, user.IsActive, user.IsSuperuser, user.TokenStamp);

    /// <summary>The caller of a request to an endpoint that is not public.</summary>
    public static Caller Of(HttpContext context) =>
        (context.User as CallerPrincipal)?.Caller ?? throw new InvalidOperationException("The endpoint is public and has no caller.");

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult<Caller?>(Of(context));
}

/// <summary>A caller as ASP.NET Core knows users.</summary>
internal sealed class CallerPrincipal(Caller caller) : ClaimsPrincipal(new ClaimsIdentity("SkillFlaw"))
{
    public Caller Caller => caller;
}
