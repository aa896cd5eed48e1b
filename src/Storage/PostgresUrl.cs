using System.Globalization;
using Npgsql;

namespace SkillFlaw.Storage;

/// <summary>Reads what follows <c>postgresql://</c>: <c>user:password@host:port/database?parameter=value</c>, each part optional but the last.</summary>
internal static class PostgresUrl
{
    internal static string ToConnectionString(string rest)
    {
        var result = new NpgsqlConnectionStringBuilder();
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var parameters = query < 0 ? "" : rest[(query + 1)..];
        rest = query < 0 ? rest : rest[..query];

        // The last @: a password that nobody encoded may have one too.
        var at = rest.LastIndexOf('@');
        if (at >= 0)
        {
            var login = rest[..at].Split(':', 2);
            result.Username = Decode(login[0]);
            result.Password = login.Length > 1 ? Decode(login[1]) : null;
            rest = rest[(at + 1)..];
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        result.Database = slash < 0 ? null : Decode(rest[(slash + 1)..]);
        SetHost(result, slash < 0 ? rest : rest[..slash]);
        foreach (var parameter in parameters.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = parameter.Split('=', 2);
            Set(result, Decode(pair[0]), pair.Length > 1 ? Decode(pair[1]) : "");
        }

        if (string.IsNullOrEmpty(result.Database))
        {
            throw new InvalidDatabaseUrlException("The PostgreSQL URL names no database: postgresql://USER:PASSWORD@HOST:PORT/DATABASE.");
        }

        result.Host ??= "localhost";
        return result.ConnectionString;
    }

    private static void SetHost(NpgsqlConnectionStringBuilder result, string host)
    {
        if (host.Length == 0)
        {
            return;
        }

        // Several hosts keep their ports, as Npgsql has it too; so does an IPv6 address in brackets.
        var colon = host.LastIndexOf(':');
        if (host.Contains(',', StringComparison.Ordinal) || colon < 0 || host.EndsWith(']'))
        {
            result.Host = Decode(host).Trim('[', ']');
            return;
        }

        result.Host = Decode(host[..colon]).Trim('[', ']');
        result.Port = Number("port", host[(colon + 1)..]);
    }

    private static void Set(NpgsqlConnectionStringBuilder result, string name, string value)
    {
        switch (name.ToLowerInvariant())
        {
            case "sslmode" or "ssl":
                result.SslMode = Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode)
                    ? mode
                    : throw new InvalidDatabaseUrlException("'sslmode' can be disable, allow, prefer, require, verify-ca or verify-full.");
                break;
            case "host":
                result.Host = value;
                break;
            case "port":
                result.Port = Number(name, value);
                break;
            case "user":
                result.Username = value;
                break;
            case "password":
                result.Password = value;
                break;
            case "dbname":
                result.Database = value;
                break;
            case "sslrootcert":
                result.RootCertificate = value;
                break;
            case "sslcert":
                result.SslCertificate = value;
                break;
            case "sslkey":
                result.SslKey = value;
                break;
            case "application_name":
                result.ApplicationName = value;
                break;
            case "connect_timeout":
                result.Timeout = Number(name, value);
                break;
            case "options":
                result.Options = value;
                break;
            case "target_session_attrs":
                result.TargetSessionAttributes = value;
                break;
            default:
                throw new InvalidDatabaseUrlException($"The PostgreSQL URL has a parameter '{name}' that is not known here.");
        }
    }

    private static int Number(string name, string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number <= ushort.MaxValue
        ? number
        : throw new InvalidDatabaseUrlException($"The {name} of the PostgreSQL URL is no number.");

    private static string Decode(string part) => Uri.UnescapeDataString(part);
}
