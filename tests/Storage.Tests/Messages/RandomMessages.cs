using System.Globalization;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Storage.Messages;

/// <summary>Messages out of a seed, with a liking for what is hard to store.</summary>
internal sealed class RandomMessages(int seed)
{
    // Every text column takes these; half of a surrogate pair cannot be in JSON.
    private static readonly string[] _texts =
        ["", "text", "'; --", "a\"b\\c\n\t\0\u001b", "é漢字", "😀", "\u2028\u0085\u007f", "\uE000", "\uE0000000", "null", "[]", "\\N", "%_"];

    private static readonly string[] _broken = ["\uD800", "x\uDC00\uD83D", "😀\uD83D"];

    private readonly Random _random = new(seed);

    public Message Next() => new()
    {
        Id = new Guid(Bytes()),
        FlowId = new Guid(Bytes()).ToString(),
        Text = Flag() ? Text() : Pick(_broken) + Text(),
        Sender = Maybe(),
        SenderName = Maybe(),
        Files = [.. Many(Text)],
        SessionId = Text(),
        ContextId = Text(),
        Timestamp = new DateTimeOffset(_random.NextInt64(DateTimeOffset.MaxValue.Ticks / 10) * 10, TimeSpan.Zero),
        Error = Flag(),
        Edit = Flag(),
        Category = Text(),
        Properties = Flag() ? MessageProperties.Default : new MessageProperties
        {
            TextColor = Maybe(),
            Edited = Flag(),
            Source = new MessageSource(Maybe(), Maybe(), Maybe()),
            Icon = Maybe(),
            PositiveFeedback = Flag() ? Flag() : null,
            State = Text(),
            Targets = [.. Many(Text)],
        },
        ContentBlocks = FlowValue.Of(Many(() => Value(3))),
        Duration = Flag() ? _random.Next() : null,
        Prompt = Flag() ? null : new ChatPrompt(Text(), [.. Many(Text)]),
        Extra = Flag() ? ObjectValue.Empty : ObjectValue.From(Many(() => KeyValuePair.Create(Text(), Value(3)))),
    };

    private FlowValue Value(int levels) => _random.Next(levels > 0 ? 8 : 5) switch
    {
        0 => NullValue.Instance,
        1 => FlowValue.Of(Flag()),
        2 => FlowValue.Of(_random.NextInt64(long.MinValue, long.MaxValue)),
        3 => FlowValue.Of(Flag() ? double.NaN : _random.NextDouble()),
        4 => FlowValue.Of(Text()),
        5 => FlowValue.Of(Many(() => Value(levels - 1))),
        6 => ObjectValue.From(Many(() => KeyValuePair.Create(Flag() ? "$type" : Text(), Value(levels - 1)))),
        _ => new Data(ObjectValue.From(Many(() => KeyValuePair.Create(Text(), Value(levels - 1))))),
    };

    private bool Flag() => _random.Next(2) == 0;

    private string Text() => Pick(_texts) + (Flag() ? "" : _random.Next(100).ToString(CultureInfo.InvariantCulture));

    private string? Maybe() => Flag() ? Text() : null;

    private string Pick(string[] texts) => texts[_random.Next(texts.Length)];

    private byte[] Bytes()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return bytes;
    }

    private List<T> Many<T>(Func<T> next) => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => next())];
}
