using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace SkillFlaw.Graph.Values;

/// <summary>Values of all types out of a seed, with a liking for the ones that are hard to write down.</summary>
internal sealed class RandomValues(int seed)
{
    private static readonly string[] _texts =
    [
        "", "text", "$type", "data", "id", "a\"b\\c\n\t\0\u001b", "é漢字", "😀", "\u2028\u0085\u007f\ue000", "null",
        "2026-08-22 10:00:00 UTC",
    ];

    private static readonly double[] _numbers =
    [
        0.0, -0.0, 1.0, -2.5, 0.1, 1e15, 1e16, -1e20, 1e-7, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity,
        double.NegativeInfinity,
    ];

    private readonly Random _random = new(seed);

    public FlowValue Next(int levels = 4) => _random.Next(levels > 0 ? 12 : 5) switch
    {
        0 => NullValue.Instance,
        1 => FlowValue.Of(Flag()),
        2 => new IntegerValue(Integer()),
        3 => FlowValue.Of(Number()),
        4 => FlowValue.Of(Text()),
        5 => List(levels - 1),
        6 => Object(levels - 1),
        7 => Message(levels - 1),
        8 => new Data(Object(levels - 1)) { TextKey = Text(), DefaultValue = Text() },
        9 => Frame(levels - 1),
        10 => Model(levels - 1),
        _ => Flag() ? new Tool(Text(), Text(), Text(), Text(), Object(levels - 1)) : new ChatMemory(Text(), Text()),
    };

    private ListValue List(int levels) => FlowValue.Of(Many(() => Next(levels)));

    private ObjectValue Object(int levels) =>
        ObjectValue.From(Many(() => KeyValuePair.Create(Text(), Next(levels)), _random.Next(10) == 0 ? 30 : 4));

    private Message Message(int levels) => new()
    {
        Id = Maybe(new Guid(Bytes(16))),
        Text = Text(),
        Sender = MaybeText(),
        SenderName = MaybeText(),
        Files = [.. Many(() => "file" + Text())],
        SessionId = Text(),
        ContextId = Text(),
        Timestamp = Maybe(new DateTimeOffset(_random.NextInt64(DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero)),
        FlowId = MaybeText(),
        Error = Flag(),
        Edit = Flag(),
        Category = Text(),
        Properties = Properties(),
        ContentBlocks = List(levels),
        Duration = Maybe(_random.Next()),
        Prompt = Flag() ? new ChatPrompt(Text(), [.. Many(Text)]) : null,
        Extra = Object(levels),
    };

    private MessageProperties Properties() => new()
    {
        TextColor = MaybeText(),
        BackgroundColor = MaybeText(),
        Edited = Flag(),
        Source = Flag() ? MessageSource.None : new MessageSource(MaybeText(), MaybeText(), MaybeText()),
        Icon = MaybeText(),
        AllowMarkdown = Flag(),
        PositiveFeedback = Maybe(Flag()),
        State = Text(),
        Targets = [.. Many(Text)],
    };

    private DataFrame Frame(int levels)
    {
        ImmutableArray<string> columns = [.. Many(Text).Distinct()];
        return new DataFrame(columns, [.. Many(() => FlowValue.Of(columns.Select(_ => Next(levels))))])
        {
            TextKey = Text(),
            DefaultValue = Text(),
        };
    }

    private LanguageModel Model(int levels) => new()
    {
        Provider = Text(),
        Model = Text(),
        BaseUrl = MaybeText(),
        ApiKey = Flag() ? new SecretReference(Text(), Text(), MaybeText()) : null,
        Temperature = Maybe(_random.NextDouble() * 2),
        MaxTokens = Maybe(_random.Next()),
        Seed = Maybe(_random.NextInt64(long.MinValue, long.MaxValue)),
        JsonMode = Flag(),
        MaxRetries = _random.Next(10),
        Timeout = TimeSpan.FromTicks(_random.NextInt64(TimeSpan.MaxValue.Ticks)),
        Arguments = Object(levels),
        Stream = Flag(),
    };

    private bool Flag() => _random.Next(2) == 0;

    private string Text() =>
        _texts[_random.Next(_texts.Length)] + (_random.Next(4) == 0 ? _random.Next(100).ToString(CultureInfo.InvariantCulture) : "");

    private string? MaybeText() => Flag() ? Text() : null;

    private T? Maybe<T>(T value) where T : struct => Flag() ? value : null;

    private double Number() =>
        Flag() ? _numbers[_random.Next(_numbers.Length)] : (_random.NextDouble() - 0.5) * Math.Pow(10, _random.Next(-30, 30));

    private BigInteger Integer() => new(Bytes(_random.Next(1, 30)));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private List<T> Many<T>(Func<T> next, int most = 4) => [.. Enumerable.Range(0, _random.Next(most)).Select(_ => next())];
}
