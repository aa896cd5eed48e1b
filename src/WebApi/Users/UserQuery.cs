using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Users;

/// <summary>Which users to list. The names are those of the query.</summary>
internal sealed class UserQuery
{
    // More are not given at once, however many are asked for: the total says that there are more.
    private const int MostAtOnce = 1_000;

    private static readonly string[] _columns = ["id", "username", "nickname", "is_sso", "mobile", "email"];
    private static readonly string[] _orders = ["asc", "desc"];

    [FromQuery(Name = "skip")]
    public int? Skip { get; init; }

    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    [FromQuery(Name = "search")]
    public string? Search { get; init; }

    [FromQuery(Name = "is_active")]
    public QueryFlag? IsActive { get; init; }

    [FromQuery(Name = "is_locked")]
    public QueryFlag? IsLocked { get; init; }

    [FromQuery(Name = "sort_by")]
    public string? SortBy { get; init; }

    [FromQuery(Name = "sort_order")]
    public string? SortOrder { get; init; }

    /// <summary>Ends a request whose query asks for what is not there.</summary>
    /// <exception cref="RequestInvalidException">It does.</exception>
    public void Check() =>
        RequestInvalidException.ThrowIfAny(
            ValidationError.TooSmall("skip", Skip, 0),
            ValidationError.TooSmall("limit", Limit, 0),
            ValidationError.NoneOf("sort_by", SortBy, _columns),
            ValidationError.NoneOf("sort_order", SortOrder, _orders));

    /// <summary>The users of the caller's tenant, and how many there are without paging.</summary>
    public async Task<(int Total, List<User> Page)> ReadAsync(SkillFlawDb database, Caller caller, CancellationToken cancellationToken)
    {
        var users = Filter(database.Users.AsNoTracking().OfTenant(caller.TenantId));
        var total = await users.CountAsync(cancellationToken);
        var page = await Sort(users).Skip(Skip ?? 0).Take(Math.Min(Limit ?? 10, MostAtOnce)).ToListAsync(cancellationToken);
        return (total, page);
    }

    private IQueryable<User> Filter(IQueryable<User> users)
    {
        if (IsActive is { } active)
        {
            users = users.Where(user => user.IsActive == active.Value);
        }

        if (IsLocked is { Value: true })
        {
            // Nobody is.
            users = users.Where(user => false);
        }

        if (!string.IsNullOrEmpty(Search))
        {
            var key = User.KeyOf(Search);

            // The comparison is the database's, which knows nothing of StringComparison.
#pragma warning disable CA1862
            users = users.Where(user => user.UsernameKey.Contains(key)
                || user.Nickname!.ToUpper().Contains(key) || user.Email!.ToUpper().Contains(key) || user.Mobile!.Contains(key));
#pragma warning restore CA1862
        }

        return users;
    }

    private IOrderedQueryable<User> Sort(IQueryable<User> users)
    {
        var ascends = SortOrder == "asc";
        return SortBy switch
        {
            "username" => By(user => user.UsernameKey),
            "nickname" => By(user => user.Nickname),
            "mobile" => By(user => user.Mobile),
            "email" => By(user => user.Email),
            _ => ascends ? users.OrderBy(user => user.Id) : users.OrderByDescending(user => user.Id),
        };

        IOrderedQueryable<User> By(System.Linq.Expressions.Expression<Func<User, string?>> column) =>
            ascends ? users.OrderBy(column).ThenBy(user => user.Id) : users.OrderByDescending(column).ThenByDescending(user => user.Id);
    }
}
