using Microsoft.Data.Sqlite;
using Npgsql;

namespace SkillFlaw.Storage;

public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("sqlite:///flows.db", "flows.db")]
    [InlineData("sqlite:///./data/flows.db", "./data/flows.db")]
    [InlineData("sqlite:////var/lib/flows.db", "/var/lib/flows.db")]
    [InlineData("sqlite+aiosqlite:////var/my%20flows.db", "/var/my flows.db")]
    [InlineData("SQLite:///C:\\data\\flows.db", "C:\\data\\flows.db")]
    [InlineData("/var/lib/flows.db", "/var/lib/flows.db")]
    [InlineData(" flows.db ", "flows.db")]
    [InlineData("Data Source=flows.db;Cache=Private", "flows.db")]
    public void Parse_OfSqlite_GivesThePath(string setting, string path)
    {
        var url = DatabaseUrl.Parse(setting);

        Assert.Equal(DatabaseKind.Sqlite, url.Kind);
        Assert.Equal(path, new SqliteConnectionStringBuilder(url.ConnectionString).DataSource);
    }

    [Theory]
    [InlineData("postgresql://ann:pw@db:5433/flows", "db", 5433, "ann", "pw", "flows")]
    [InlineData("postgres://ann:pw@db/flows", "db", 5432, "ann", "pw", "flows")]
    [InlineData("postgresql+psycopg://ann@db/flows", "db", 5432, "ann", null, "flows")]
    [InlineData("postgresql+asyncpg://ann:p%40w%3A%2F@db/my%20flows", "db", 5432, "ann", "p@w:/", "my flows")]
    [InlineData("postgresql://ann:p@w@db/flows", "db", 5432, "ann", "p@w", "flows")]
    [InlineData("postgresql:///flows", "localhost", 5432, null, null, "flows")]
    [InlineData("postgresql:///flows?host=/var/run/postgresql&user=ann&password=a%26b", "/var/run/postgresql", 5432, "ann", "a&b", "flows")]
    [InlineData("postgresql://ann:pw@[::1]:5433/flows", "::1", 5433, "ann", "pw", "flows")]
    [InlineData("postgresql://[::1]/flows", "::1", 5432, null, null, "flows")]
    [InlineData("postgresql://a:5433,b:5434/flows", "a:5433,b:5434", 5432, null, null, "flows")]
    [InlineData("Host=db;Port=5433;Username=ann;Password=pw;Database=flows", "db", 5433, "ann", "pw", "flows")]
    [InlineData("Server=db;Database=flows", "db", 5432, null, null, "flows")]
    public void Parse_OfPostgres_GivesItsParts(string setting, string host, int port, string? user, string? password, string database)
    {
        var url = DatabaseUrl.Parse(setting);
        var parts = new NpgsqlConnectionStringBuilder(url.ConnectionString);

        Assert.Equal(DatabaseKind.Postgres, url.Kind);
        Assert.Equal((host, port, user, password, database), (parts.Host, parts.Port, parts.Username, parts.Password, parts.Database));
    }

    [Theory]
    [InlineData("sslmode=require", SslMode.Require)]
    [InlineData("sslmode=verify-full&application_name=x&connect_timeout=3", SslMode.VerifyFull)]
    [InlineData("ssl=disable", SslMode.Disable)]
    public void Parse_OfParameters_GivesThem(string parameters, SslMode mode) => Assert.Equal(
        mode, new NpgsqlConnectionStringBuilder(DatabaseUrl.Parse($"postgresql://db/flows?{parameters}").ConnectionString).SslMode);

    [Theory]
    [InlineData("", "not set")]
    [InlineData("mysql://ann:hidden@db/flows", "'mysql'")]
    [InlineData("sqlite://flows.db", "sqlite:///PATH")]
    [InlineData("sqlite:///:memory:", "path of a file")]
    [InlineData("sqlite:///flows.db?mode=ro", "without parameters")]
    [InlineData("Data Source=:memory:", "path of a file")]
    [InlineData("postgresql://ann:hidden@db", "no database")]
    [InlineData("postgresql://ann:hidden@db:port/flows", "port")]
    [InlineData("postgresql://ann:hidden@db/flows?colour=red", "'colour'")]
    [InlineData("postgresql://ann:hidden@db/flows?sslmode=maybe", "sslmode")]
    [InlineData("Host=db;Passwort=hidden", "keyword is unknown")]
    [InlineData("Hots=db;Password=hidden", "keyword is unknown")]
    public void Parse_OfAnythingElse_SaysWhatIsWrongWithoutThePassword(string setting, string part)
    {
        var failure = Assert.Throws<InvalidDatabaseUrlException>(() => DatabaseUrl.Parse(setting));

        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://ann:hidden@db/flows", "PostgreSQL database flows on db")]
    [InlineData("flows.db", "SQLite file flows.db")]
    public void ToString_NamesNoUserAndPassword(string setting, string text) => Assert.Equal(text, DatabaseUrl.Parse(setting).ToString());
}
