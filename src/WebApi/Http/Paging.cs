namespace SkillFlaw.WebApi.Http;

/// <summary>Which page of a list a request asks for (semantics section 1.6).</summary>
/// <param name="Page">Its number, from 1.</param>
/// <param name="Size">How many items it has.</param>
internal readonly record struct Paging(int Page, int Size)
{
    private const int Usual = 50;
    private const int Largest = 100;

    /// <summary>How many items come before it.</summary>
    public int Skip => (int)Math.Min(int.MaxValue, (Page - 1L) * Size);

    /// <summary>The page of a query.</summary>
    /// <exception cref="RequestInvalidException">There can be no such page.</exception>
    public static Paging Of(int? page, int? size)
    {
        RequestInvalidException.ThrowIfAny(
            ValidationError.TooSmall("page", page, 1), ValidationError.TooSmall("size", size, 1), ValidationError.TooLarge("size", size, Largest));
        return new Paging(page ?? 1, size ?? Usual);
    }

    /// <summary>How many pages a list of a length has.</summary>
    public int PagesOf(int total) => (int)(((long)total + Size - 1) / Size);
}
