namespace SkillFlaw.GrainRuntime.Tests.Calls;

public sealed class ArgumentTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task Arguments_OfAnyNumberAndKind_Arrive()
    {
        var grain = shared.Silo.Grain<IArgumentGrain>();
        var id = Guid.NewGuid();

        await grain.None();
        Assert.Equal("a", await grain.One("a"));
        Assert.Equal($"1 2 3 4 5 6 7 8 9 {id}", await grain.Ten(1, 2, 3, 4, 5, "6", 7, 8, 9, id));
        Assert.Equal("17", await grain.Eighteen(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, "17"));
        Assert.Equal((1, null), await grain.Pair(1, null));
    }

    [Fact]
    public async Task Method_OfABaseInterface_CanBeCalled()
    {
        Assert.Equal("base", await shared.Silo.Grain<IArgumentGrain>().FromBase());
    }

    [Fact]
    public async Task Interface_ThatIsInternal_CanBeCalled()
    {
        Assert.Equal("internal x", await shared.Silo.Grain<IInternalGrain>().Echo(new InternalMessage("x")));
    }

    [Fact]
    public async Task Token_AnywhereAmongTheArguments_Arrives()
    {
        using var source = new CancellationTokenSource();

        Assert.Equal("a True", await shared.Silo.Grain<IArgumentGrain>().WithToken("a", source.Token));
    }

    [Fact]
    public async Task Overloads_OfAMethod_AreToldApart()
    {
        var grain = shared.Silo.Grain<IArgumentGrain>();

        Assert.Equal("number 1", await grain.Overloaded(1));
        Assert.Equal("text 1", await grain.Overloaded("1"));
    }
}

[Alias("test-base-of-argument")]
public interface IBaseOfArgumentGrain : IGrainWithStringKey
{
    [Alias("from-base")]
    Task<string> FromBase();
}

[Alias("test-argument")]
public interface IArgumentGrain : IBaseOfArgumentGrain
{
    [Alias("none")]
    ValueTask None();

    [Alias("one")]
    ValueTask<string> One(string a);

    [Alias("ten")]
    Task<string> Ten(byte a, short b, int c, long d, double e, string f, decimal g, float h, uint i, Guid j);

    [Alias("eighteen")]
    Task<string> Eighteen(
        int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o, int p, int q, string r);

    [Alias("pair")]
    Task<(int Number, string? Text)> Pair(int number, string? text);

    [Alias("with-token")]
    Task<string> WithToken(string a, CancellationToken cancellationToken);

    [Alias("overloaded-number")]
    Task<string> Overloaded(int number);

    [Alias("overloaded-text")]
    Task<string> Overloaded(string text);
}

public sealed class ArgumentGrain : Grain, IArgumentGrain
{
    public Task<string> FromBase() => Task.FromResult("base");

    public ValueTask None() => default;

    public async ValueTask<string> One(string a)
    {
        await Task.Yield();
        return a;
    }

    public Task<string> Ten(byte a, short b, int c, long d, double e, string f, decimal g, float h, uint i, Guid j) =>
        Task.FromResult($"{a} {b} {c} {d} {e} {f} {g} {h} {i} {j}");

    public Task<string> Eighteen(
        int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o, int p, int q, string r)
    {
        Assert.Equal(Enumerable.Range(0, 17), [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q]);
        return Task.FromResult(r);
    }

    public Task<(int Number, string? Text)> Pair(int number, string? text) => Task.FromResult((number, text));

    public Task<string> WithToken(string a, CancellationToken cancellationToken) => Task.FromResult($"{a} {cancellationToken.CanBeCanceled}");

    public Task<string> Overloaded(int number) => Task.FromResult($"number {number}");

    public Task<string> Overloaded(string text) => Task.FromResult($"text {text}");
}

[Alias("test-internal")]
internal interface IInternalGrain : IGrainWithStringKey
{
    [Alias("echo")]
    Task<string> Echo(InternalMessage message);
}

[Alias("test-internal-message")]
[GenerateSerializer]
[Immutable]
internal sealed record InternalMessage([property: Id(0)] string Text);

internal sealed class InternalGrain : Grain, IInternalGrain
{
    public Task<string> Echo(InternalMessage message) => Task.FromResult($"internal {message.Text}");
}
