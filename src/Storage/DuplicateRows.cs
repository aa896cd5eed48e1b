using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace SkillFlaw.Storage;

/// <summary>Tells a row that the database refuses because there is such a one already from everything else that can go wrong.</summary>
public static class DuplicateRows
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    /// <summary>
    /// The property that has to be unique, as it is called in the class: the last one of the index or key. Null when the rows were refused for
    /// something else.
    /// </summary>
    public static string? DuplicateProperty(this DbUpdateException failure) => failure.InnerException switch
    {
        SqliteException { SqliteExtendedErrorCode: SqliteUnique or SqlitePrimaryKey } sqlite => Find(failure, columns =>
            sqlite.Message.Contains($": {string.Join(", ", columns.Select(Qualified))}'", StringComparison.Ordinal)),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } postgres => Find(failure, null, postgres.ConstraintName),
        _ => null,
    };

    private static string? Find(DbUpdateException failure, Func<IReadOnlyList<IProperty>, bool>? isMeant, string? constraint = null)
    {
        foreach (var entity in failure.Entries.Select(entry => entry.Metadata).Distinct())
        {
            var unique = entity.GetIndexes().Where(index => index.IsUnique).Select(index => (Name: index.GetDatabaseName(), index.Properties))
                .Concat(entity.GetKeys().Select(key => (Name: key.GetName(), key.Properties)));
            foreach (var (name, properties) in unique)
            {
                if (isMeant?.Invoke(properties) ?? name == constraint)
                {
                    return properties[^1].Name;
                }
            }
        }

        return null;
    }

    private static string Qualified(IProperty property) =>
        $"{property.DeclaringType.GetTableName()}.{property.GetColumnName()}";
}
