namespace SkillFlaw.Conformance.Api;

/// <summary>The nullable annotations of one signature type, handed out in order. A single one stands for all.</summary>
internal sealed class NullableMarks(params byte[] annotations)
{
    private int _next;

    public static NullableMarks None => new(0);

    public string Next() => annotations[annotations.Length == 1 ? 0 : _next++] switch
    {
        1 => "!",
        2 => "?",
        _ => "~",
    };
}
