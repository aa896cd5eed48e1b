namespace SkillFlaw.Conformance.Api;

/// <summary>Shows that the comparison can fail: each type of Samples/Ours differs from its namesake in Samples/Theirs.</summary>
public sealed class ApiComparisonTests
{
    private static readonly IReadOnlyDictionary<string, ApiType> _ours = Read("Ours");
    private static readonly IReadOnlyDictionary<string, ApiType> _theirs = Read("Theirs");

    [Theory]
    [InlineData("Same`1")]
    [InlineData("ISame")]
    [InlineData("Less")]
    public void Compare_WithTheSameOrMore_FindsNothing(string type) => Assert.Empty(Compare(type));

    [Theory]
    [InlineData("Kind", "Orleans has no `public class Kind`; it has `public struct Kind`")]
    [InlineData("Sealed", "Orleans has no `public sealed class Sealed`; it has `public class Sealed`")]
    [InlineData("ReadOnlyStruct", "Orleans has no `public readonly struct ReadOnlyStruct`; it has `public struct ReadOnlyStruct`")]
    [InlineData("Base", "Orleans has no `: System.ArgumentException`; it has `: System.Exception`")]
    [InlineData("Interfaces", "Orleans has no `: System.IDisposable`")]
    [InlineData("IVariance`1", "Orleans has no `public interface IVariance<in T>`; it has `public interface IVariance<T>`")]
    [InlineData("IConstraint`1", "Orleans has no `public interface IConstraint<T> where T : new()`; it has `public interface IConstraint<T>`")]
    [InlineData("Underlying", "Orleans has no `public enum Underlying : System.Byte`; it has `public enum Underlying : System.Int32`")]
    [InlineData("Value", "Orleans has no `public const Value One = 1`; it has `public const Value One = 2`")]
    [InlineData("UsageAttribute", "Inherited = False)]`; it has `[AttributeUsage(Class, AllowMultiple = False, Inherited = True)]`")]
    [InlineData("Warned", "Orleans has no `[Obsolete] public System.Void Old()`; it has `public System.Void Old()`")]
    [InlineData("Warned", "Orleans has no `[Experimental(NEW1)] public System.Void New()`; it has `[Experimental(NEW2)] public System.Void New()`")]
    [InlineData("Warned", "Orleans has no `[SetsRequiredMembers] public System.Void .ctor()`; it has `public System.Void .ctor()`")]
    [InlineData("Constructor", "Orleans has no `public System.Void .ctor(System.Int32 number)`; it has `public System.Void .ctor()`")]
    [InlineData("IBody", "Orleans has no `public virtual System.Void Run()`; it has `public abstract System.Void Run()`")]
    [InlineData("Extension", "Orleans has no `public static System.Void Extend(this System.String text)`")]
    [InlineData("Members", "Orleans has no `public const System.Int32 Constant = 1`; it has `public const System.Int32 Constant = 2`")]
    [InlineData("Members", "Orleans has no `protected internal System.String Access`; it has `protected System.String Access`")]
    [InlineData("Members", "Orleans has no `public System.String Setter { set; }`; it has `public System.String Setter { get; }`")]
    [InlineData("Members", "Orleans has no `public System.String Init { set; }`; it has")]
    [InlineData("Members", "Orleans has no `required public System.String Required { set; }`; it has")]
    [InlineData("Members", "Orleans has no `public virtual System.Void Virtual()`; it has `public System.Void Virtual()`")]
    [InlineData("Members", "Orleans has no `public static System.Void Static()`; it has `public System.Void Static()`")]
    [InlineData("Members", "Orleans has no `public System.Void Name(System.Int32 number)`; it has `public System.Void Name(System.Int32 count)`")]
    [InlineData("Members", "Orleans has no `public System.Void Type(System.Int32 number)`; it has `public System.Void Type(System.Int64 number)`")]
    [InlineData("Members", "Orleans has no `public System.Void Default(System.Int32 number = 1)`; it has")]
    [InlineData("Members", "Orleans has no `public System.Void Params(params System.Int32[] numbers)`; it has")]
    [InlineData("Members", "Orleans has no `public System.Void Reference(ref System.Int32 number)`; it has `public System.Void Reference(out")]
    [InlineData("Members", "Orleans has no `public System.Void Constraint<T>() where T : class`; it has `public System.Void Constraint<T>()`")]
    [InlineData("Members", "`public System.String Null(System.String? text)` is nullable otherwise in Orleans: `public System.String Null(System.String text)`")]
    [InlineData("Members", "Orleans has no `public System.Void Extra()`")]
    public void Compare_WithADifference_ReportsIt(string type, string problem) =>
        Assert.Contains(Compare(type), found => found.Contains(problem));

    private static IEnumerable<string> Compare(string type) => ApiComparison.Compare(_ours[type], _theirs[type]);

    private static IReadOnlyDictionary<string, ApiType> Read(string side) =>
        ApiAssembly.Read(typeof(ApiComparisonTests).Assembly.Location, $"SkillFlaw.Conformance.Api.Samples.{side}.");
}
