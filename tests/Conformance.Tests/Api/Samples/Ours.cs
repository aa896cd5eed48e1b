using System.Diagnostics.CodeAnalysis;

namespace SkillFlaw.Conformance.Api.Samples.Ours;

// Each type differs from the one of its name in Theirs in one way, but for Same and Less.
public class Same<T> : List<T>, ISame
    where T : class, IDisposable, new()
{
    public const int Constant = 1;
    protected static readonly string[]? Field;

    public event EventHandler? Changed { add { } remove { } }

    public required string Required { get; init; }

    public Func<T, string?>? Get<TOther>(in int number, out TOther other, string? text = "x", params T[] rest)
        where TOther : struct => throw new NotSupportedException();

    public static bool operator ==(Same<T> left, Same<T> right) => ReferenceEquals(left, right);

    public static bool operator !=(Same<T> left, Same<T> right) => !ReferenceEquals(left, right);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => 0;
}

public interface ISame
{
    string Describe() => "";
}

public class Less
{
    public string? Value { get; } = "";
}

public class Kind;

public sealed class Sealed;

public readonly struct ReadOnlyStruct;

public class Base : ArgumentException;

public class Interfaces : IDisposable
{
    public void Dispose() => GC.SuppressFinalize(this);
}

public interface IVariance<in T>;

public interface IConstraint<T>
    where T : new();

public enum Underlying : byte
{
    None,
}

public enum Value
{
    None,
    One = 1,
}

[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class UsageAttribute : Attribute;

public class Warned
{
    [SetsRequiredMembers]
    public Warned()
    {
    }

    [Obsolete("Old.")]
    public void Old()
    {
    }

    [Experimental("NEW1")]
    public void New()
    {
    }
}

public class Members
{
    public const int Constant = 1;
    protected internal string Access = "";

    public string Setter { get; set; } = "";

    public string Init { get; set; } = "";

    public required string Required { get; set; }

    public virtual void Virtual()
    {
    }

    public static void Static()
    {
    }

    public void Name(int number)
    {
    }

    public void Type(int number)
    {
    }

    public void Default(int number = 1)
    {
    }

    public void Params(params int[] numbers)
    {
    }

    public void Reference(ref int number)
    {
    }

    public void Constraint<T>()
        where T : class
    {
    }

    public string Null(string? text) => text ?? "";

    public void Extra()
    {
    }
}

public class Constructor(int number)
{
    public int Number => number;
}

public interface IBody
{
    void Run()
    {
    }
}

public static class Extension
{
    public static void Extend(this string text)
    {
    }
}
