using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SkillFlaw.Storage.Migrations.Postgres
{
    /// <summary>
    /// The list of a cluster's silos, for Orleans' ADO.NET clustering (10.4): it knows the keys, parameters and columns of these queries, and takes
    /// the queries themselves from here. Each that changes the list counts its version up in the same statement, or changes nothing.
    /// </summary>
    public partial class OrleansMembership : Migration
    {
        private const string Tables = """
            CREATE TABLE OrleansQuery (
                QueryKey varchar(64) NOT NULL PRIMARY KEY,
                QueryText varchar(8000) NOT NULL);
            CREATE TABLE OrleansMembershipVersionTable (
                DeploymentId varchar(150) NOT NULL PRIMARY KEY,
                Timestamp timestamptz NOT NULL DEFAULT now(),
                Version integer NOT NULL DEFAULT 0);
            CREATE TABLE OrleansMembershipTable (
                DeploymentId varchar(150) NOT NULL REFERENCES OrleansMembershipVersionTable,
                Address varchar(45) NOT NULL,
                Port integer NOT NULL,
                Generation integer NOT NULL,
                SiloName varchar(150) NOT NULL,
                HostName varchar(150) NOT NULL,
                Status integer NOT NULL,
                ProxyPort integer NULL,
                SuspectTimes text NULL,
                StartTime timestamptz NOT NULL,
                IAmAliveTime timestamptz NOT NULL,
                PRIMARY KEY (DeploymentId, Address, Port, Generation));
            """;

        private const string ThisSilo = "DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation";

        private const string Columns = """
            SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
            FROM OrleansMembershipVersionTable v LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = v.DeploymentId
            """;

        private const string NextVersion = """
            UPDATE OrleansMembershipVersionTable SET Version = Version + 1, Timestamp = now()
            WHERE DeploymentId = @DeploymentId AND Version = @Version AND
            """;

        // A silo that is dead (6) is kept for a while, so that nobody takes it for one that was never there.
        private static readonly (string Key, string Text)[] _queries =
        [
            ("GatewaysQueryKey", "SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0"),
            ("MembershipReadRowKey", $"{Columns} AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation WHERE v.DeploymentId = @DeploymentId"),
            ("MembershipReadAllKey", $"{Columns} WHERE v.DeploymentId = @DeploymentId"),
            ("InsertMembershipVersionKey", """
                WITH done AS (INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
                SELECT count(*)::int FROM done
                """),
            ("UpdateIAmAlivetimeKey", $"UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime WHERE {ThisSilo}"),
            ("InsertMembershipKey", $"""
                WITH counted AS ({NextVersion} NOT EXISTS (SELECT 1 FROM OrleansMembershipTable WHERE {ThisSilo}) RETURNING 1),
                done AS (
                    INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
                    SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM counted
                    RETURNING 1)
                SELECT count(*)::int FROM done
                """),
            ("UpdateMembershipKey", $"""
                WITH counted AS ({NextVersion} EXISTS (SELECT 1 FROM OrleansMembershipTable WHERE {ThisSilo}) RETURNING 1),
                done AS (
                    UPDATE OrleansMembershipTable SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
                    WHERE {ThisSilo} AND EXISTS (SELECT 1 FROM counted)
                    RETURNING 1)
                SELECT count(*)::int FROM done
                """),
            ("DeleteMembershipTableEntriesKey", """
                DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId;
                DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId
                """),
            ("CleanupDefunctSiloEntriesKey", """
                DELETE FROM OrleansMembershipTable
                WHERE DeploymentId = @DeploymentId AND Status = 6 AND IAmAliveTime < @IAmAliveTime AND StartTime < @IAmAliveTime
                """),
            ("CleanupDefunctSiloEntryKey", $"""
                DELETE FROM OrleansMembershipTable
                WHERE {ThisSilo} AND Status = 6 AND IAmAliveTime = @IAmAliveTime AND StartTime = @StartTime
                    AND coalesce(SuspectTimes, '') = coalesce(@SuspectTimes, '')
                """),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Tables);
            foreach (var (key, text) in _queries)
            {
                migrationBuilder.Sql($"INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('{key}', '{text.Replace("'", "''")}')");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE OrleansMembershipTable; DROP TABLE OrleansMembershipVersionTable; DROP TABLE OrleansQuery");
        }
    }
}
