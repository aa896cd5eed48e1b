using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using SkillFlaw.Storage.Postgres;
using SkillFlaw.Storage.Sqlite;

// After a change of the model, a migration for each database:
//
//   dotnet tool restore
//   for db in Sqlite Postgres; do
//     dotnet ef migrations add NAME --context ${db}Db --output-dir Migrations/$db --project src/Storage --startup-project build/Migrations
//   done
namespace SkillFlaw.Migrations;

internal sealed class DesignTimeSqlite : IDesignTimeDbContextFactory<SqliteDb>
{
    public SqliteDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteDb>().UseSqlite().Options);
}

internal sealed class DesignTimePostgres : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql().Options);
}
