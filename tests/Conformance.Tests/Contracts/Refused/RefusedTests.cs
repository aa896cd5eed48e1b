namespace SkillFlaw.Conformance.Contracts.Refused;

/// <summary>Shows that each rule can fail.</summary>
public sealed class RefusedTests
{
    private static readonly string _here = typeof(RefusedTests).Namespace!;

    [Theory]
    [InlineData("IBadGrain.Event is an event")]
    [InlineData("IBadGrain.Property is a property")]
    [InlineData("IBadGrain.Generic is generic")]
    [InlineData("IBadGrain.Body has a body")]
    [InlineData("IBadGrain.Void returns System.Void")]
    [InlineData("IBadGrain.Plain returns System.String")]
    [InlineData("IBadGrain.OneWay is [OneWay] and returns a value")]
    [InlineData("IBadGrain.Reference: parameter number is passed by reference")]
    [InlineData("IBadGrain.Out: parameter number is passed by reference")]
    [InlineData("IBadGrain.Tokens has 2 cancellation tokens")]
    [InlineData("IBadGrain.TokenFirst: parameter token is not the last")]
    [InlineData("IBaseGrain.Inherited returns System.String")]
    [InlineData("IGenericGrain`1[T] is generic")]
    [InlineData("IHiddenGrain is private")]
    public void GrainInterface_ThatCannotHaveAProxy_IsReported(string problem)
    {
        var types = Types(typeof(IBadGrain), typeof(IBaseGrain), typeof(IDerivedGrain), typeof(IGenericGrain<>), Nest.Hidden[0]);

        AssertReported(problem, GrainInterfaceRules.Check(types));
    }

    [Theory]
    [InlineData("INamelessGrain has no [Alias]")]
    [InlineData("INamelessGrain.Nameless has no [Alias]")]
    [InlineData("NamelessMessage has no [Alias]")]
    public void Alias_ThatIsMissing_IsReported(string problem) =>
        AssertReported(problem, AliasRules.Check(Types(typeof(INamelessGrain), typeof(NamelessMessage))));

    [Fact]
    public void Alias_OfTwoTypes_IsReported() => Assert.Contains(
        AliasRules.Check(Types(typeof(ISameGrain), typeof(SameMessage))),
        problem => problem.Contains($"Alias \"same\" is used more than once in the solution, by {_here}.ISameGrain and {_here}.SameMessage"));

    [Fact]
    public void Alias_OfTwoMethods_IsReported() => Assert.Contains(
        AliasRules.Check(Types(typeof(ISameGrain))),
        problem => problem.Contains($"Alias \"one\" is used more than once in {_here}.ISameGrain"));

    [Theory]
    [InlineData("BadMessage.Static has an [Id] and cannot be set")]
    [InlineData("BadMessage.Abstract has an [Id] and cannot be set")]
    [InlineData("BadMessage.Computed has an [Id] and cannot be set")]
    [InlineData("BadMessage: First and Second have the same [Id(1)]")]
    [InlineData("BadMessage.Forgotten would be lost on the way")]
    [InlineData("BadMessage.<captured>P would be lost on the way")]
    [InlineData("Positional.Third would be lost on the way")]
    [InlineData("HiddenMessage is private")]
    public void Message_ThatCannotHaveASerializer_IsReported(string problem) =>
        AssertReported(problem, MessageRules.Check(Types(typeof(BadMessage), typeof(Positional), Nest.Hidden[1])));

    [Theory]
    [InlineData("JsonElement travels", "Carrier.Json", "send it as text or bytes")]
    [InlineData("IComparable travels", "Carrier.Interface", "name a class, a grain interface or a collection interface")]
    [InlineData("Action travels", "Carrier.Code", "send what it needs, not code")]
    [InlineData("Object travels", "Carrier.Anything", "name the type")]
    [InlineData("CancellationToken travels", "Carrier.Token", "or send another type")]
    [InlineData("Refused.Unmarked travels", "the base of", "give it [GenerateSerializer]")]
    [InlineData("UnmarkedCarrier travels", "a kind of", "give it [GenerateSerializer]")]
    [InlineData("UnknownItem travels", "a stream", "give it [GenerateSerializer]")]
    public void Traveller_WithoutACodec_IsReported(string problem, string where, string advice) => Assert.Contains(
        CodecRules.Check(Types(typeof(ISendingGrain), typeof(UnmarkedCarrier))),
        found => found.Contains(problem) && found.Contains(where) && found.Contains(advice));

    [Theory]
    [InlineData("Changeable is sent (", "ISendingGrain.Change, parameter changeable")]
    [InlineData("Changeable is sent (", "ISendingGrain.Pair, result")]
    [InlineData("List`1[System.Int32] is sent (", "ISendingGrain.List, parameter numbers")]
    [InlineData("Byte[] is sent (", "ISendingGrain.Items, result")]
    [InlineData("Int64[] is sent (", "ISendingGrain.MarkedResult, result")]
    [InlineData("UnmarkedCarrier is sent (", "ISendingGrain.Carry, result")]
    [InlineData("UnknownItem is sent (", "a stream")]
    public void Traveller_ThatCanChange_IsReported(string problem, string where) => Assert.Contains(
        ImmutabilityRules.Check(Types(typeof(ISendingGrain), typeof(UnmarkedCarrier))),
        found => found.Contains(problem) && found.Contains(where));

    [Theory]
    [InlineData("NamedGrain has Orleans.AliasAttribute")]
    [InlineData("NamedGrain has Orleans.GenerateSerializerAttribute")]
    [InlineData("NamedGrain.Nameless has Orleans.Concurrency.AlwaysInterleaveAttribute")]
    [InlineData("HiddenGrain is private")]
    [InlineData("StateWithArgument (state state of SkillFlaw.Conformance.Contracts.Refused.StatefulGrain) has no public constructor")]
    public void GrainClass_ThatCannotBeActivated_IsReported(string problem) =>
        AssertReported(problem, GrainClassRules.Check(Types(typeof(NamedGrain), typeof(StatefulGrain), Nest.Hidden[2])));

    [Theory]
    [InlineData("sealed class A(int b) : Grain, IA { async Task C() => await D().ConfigureAwait(false); }")]
    [InlineData("partial class A { async Task C() => await D().ConfigureAwait( continueOnCapturedContext: false ); }")]
    [InlineData("class A : IGrainBase { Task C() => D().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); }")]
    public void Source_OfAGrainThatLeavesItsScheduler_IsReported(string source)
    {
        var problems = GrainSources.Check([("a.cs", "\n" + source), ("b.cs", "sealed partial class A : Grain, IA;")]);

        Assert.StartsWith("a.cs:2: .ConfigureAwait(", Assert.Single(problems));
    }

    [Theory]
    [InlineData("class A : Grain { Task C() => D().ConfigureAwait(true); } // not .ConfigureAwait(false)")]
    [InlineData("class A : Grain { Task C() => D().ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext); }")]
    [InlineData("class Reader(IAGrain grain) { async Task C() => await grain.D().ConfigureAwait(false); }")]
    public void Source_OfOtherCode_IsNotReported(string source) => Assert.Empty(GrainSources.Check([("a.cs", source)]));

    [Fact]
    public void Project_ThatIsNotScanned_IsReported() => Assert.StartsWith(
        "src/New/SkillFlaw.New.csproj is not scanned",
        Assert.Single(ScanRules.Check(["src/New/SkillFlaw.New.csproj", "bench/SkillFlaw.Bench.csproj", "tests/A/A.csproj"], ["SkillFlaw.Bench"])));

    [Fact]
    public void Contracts_ThatAreGood_AreNotReported()
    {
        var good = Types(typeof(Good), typeof(GoodStruct));

        Problems.AssertNone([.. AliasRules.Check(good), .. MessageRules.Check(good)]);
        Assert.DoesNotContain(CodecRules.Check(good), problem => problem.Contains("Good"));
        Assert.DoesNotContain(ImmutabilityRules.Check(Types(typeof(ISendingGrain))), problem => problem.Contains("ISendingGrain.Marked,"));
    }

    private static void AssertReported(string problem, IEnumerable<string> problems) =>
        Assert.Contains(problems, found => found.Contains(problem));

    private static ContractTypes Types(params Type[] types) => new(types, StreamItems.In(typeof(RefusedTests).Assembly));
}
