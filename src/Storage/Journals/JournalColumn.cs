using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SkillFlaw.Storage.Journals;

/// <summary>A column, and how to get its value out of an entity in the form that EF would store.</summary>
internal abstract class JournalColumn
{
    private readonly ValueConverter? _converter;

    private protected JournalColumn(IProperty property)
    {
        _converter = property.GetTypeMapping().Converter;
        Property = property.Name;
        Name = $"\"{property.GetColumnName()}\"";
        StoreType = property.GetColumnType();
    }

    internal string Property { get; }

    /// <summary>The name in a statement.</summary>
    internal string Name { get; }

    /// <summary>The type in the database.</summary>
    internal string StoreType { get; }

    internal static JournalColumn Of(IProperty property)
    {
        var type = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? new ReferenceColumn<string>(property)
            : type == typeof(byte[]) ? new ReferenceColumn<byte[]>(property)
            : type == typeof(Guid) ? new ValueColumn<Guid>(property)
            : type == typeof(bool) ? new ValueColumn<bool>(property)
            : type == typeof(int) ? new ValueColumn<int>(property)
            : type == typeof(long) ? new ValueColumn<long>(property)
            : type == typeof(double) ? new ValueColumn<double>(property)
            : type == typeof(DateTimeOffset) ? new ValueColumn<DateTimeOffset>(property)
            : throw new NotSupportedException($"The journal does not know how to write a {type.Name}.");
    }

    /// <summary>A value of the property in the form that is stored.</summary>
    internal object? Convert(object? value) => _converter is null ? value : _converter.ConvertToProvider(value);

    internal abstract int HashOf(object row);

    internal abstract bool AreSame(object row, object other);

    // The reader of the property and its conversion as one delegate: nothing is boxed.
    private protected static Func<object, TValue> Compile<TValue>(IProperty property)
    {
        var row = Expression.Parameter(typeof(object));
        Expression value = Expression.Property(Expression.Convert(row, property.DeclaringType.ClrType), property.PropertyInfo!);
        if (property.GetTypeMapping().Converter?.ConvertToProviderExpression is { } conversion)
        {
            var given = conversion.Parameters[0].Type;
            var converted = Expression.Convert(Expression.Invoke(conversion, Expression.Convert(value, given)), typeof(TValue));
            value = value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null
                ? converted
                : Expression.Condition(
                    Expression.Equal(value, Expression.Constant(null, value.Type)), Expression.Default(typeof(TValue)), converted);
        }

        return Expression.Lambda<Func<object, TValue>>(Expression.Convert(value, typeof(TValue)), row).Compile();
    }
}

/// <summary>A column of numbers, ids, times.</summary>
internal sealed class ValueColumn<T>(IProperty property) : JournalColumn(property)
    where T : struct
{
    /// <summary>The value in this row; null for NULL.</summary>
    internal Func<object, T?> ValueOf { get; } = Compile<T?>(property);

    internal override int HashOf(object row) => ValueOf(row).GetHashCode();

    internal override bool AreSame(object row, object other) => EqualityComparer<T?>.Default.Equals(ValueOf(row), ValueOf(other));
}

/// <summary>A column of texts or bytes.</summary>
internal sealed class ReferenceColumn<T>(IProperty property) : JournalColumn(property)
    where T : class
{
    /// <inheritdoc cref="ValueColumn{T}.ValueOf"/>
    internal Func<object, T?> ValueOf { get; } = Compile<T?>(property);

    internal override int HashOf(object row) => ValueOf(row)?.GetHashCode() ?? 0;

    internal override bool AreSame(object row, object other) => EqualityComparer<T?>.Default.Equals(ValueOf(row), ValueOf(other));
}
