using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SkillFlaw.Storage.Sqlite;

/// <summary>The model on SQLite.</summary>
internal sealed class SqliteDb(DbContextOptions<SqliteDb> options) : SkillFlawDb(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Microseconds>();
    }

    // SQLite has no type for times, and text cannot be compared where offsets differ.
    private sealed class Microseconds() : ValueConverter<DateTimeOffset, long>(
        time => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        microseconds => new DateTimeOffset(
            DateTimeOffset.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero));
}
