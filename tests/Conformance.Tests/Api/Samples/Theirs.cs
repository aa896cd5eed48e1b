using System.Diagnostics.CodeAnalysis;

namespace SkillFlaw.Conformance.Api.Samples.Theirs;

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

public class Less : IDisposable
{
    public string? Value { get; set; } = "";

    public void Dispose() => GC.SuppressFinalize(this);
}

public struct Kind;

public class Sealed;

public struct ReadOnlyStruct;

public class Base : Exception;

public class Interfaces;

public interface IVariance<T>;

public interface IConstraint<T>;

public enum Underlying
{
    None,
}

public enum Value
{
    None,
    One = 2,
}

[AttributeUsage(AttributeTargets.Class)]
public sealed class UsageAttribute : Attribute;

public class Warned
{
    public void Old()
    {
    }

    [Experimental("NEW2")]
    public void New()
    {
    }
}

public class Members
{
    public const int Constant = 2;
    protected string Access = "";

    public string Setter { get; } = "";

    public string Init { get; init; } = "";

    public string Required { get; set; } = "";

    public void Virtual()
    {
    }

    public void Static()
    {
    }

    public void Name(int count)
    {
    }

    public void Type(long number)
    {
    }

    public void Default(int number = 2)
    {
    }

    public void Params(int[] numbers)
    {
    }

    public void Reference(out int number) => number = 0;

    public void Constraint<T>()
    {
    }

    public string Null(string text) => text;
}

public class Constructor
{
    public int Number => 0;
}

public interface IBody
{
    void Run();
}

public static class Extension
{
    public static void Extend(string text)
    {
    }
}
