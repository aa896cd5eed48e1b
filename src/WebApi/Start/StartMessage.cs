using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using SkillFlaw.Silo;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.Start;

/// <summary>What a person who has started the server reads. It goes to the console and to no log: it holds secrets.</summary>
internal static class StartMessage
{
    public static string Of(IServer server, ServerSettings settings, FirstCredentials? credentials)
    {
        var address = AddressOf(server, settings);
        var text = new StringBuilder();
        text.AppendLine();
        if (credentials is not null)
        {
            text.AppendLine("This is the first start, and these are shown only now:").AppendLine();
            text.AppendLine($"  user      {credentials.Username}");
            text.AppendLine($"  password  {credentials.Password ?? "as set by SKILLFLAW_SUPERUSER_PASSWORD"}");
            text.AppendLine($"  API key   {credentials.ApiKey}").AppendLine();
        }

        if (settings.Role is NodeRole.Silo)
        {
            return text.AppendLine(CultureInfo.InvariantCulture, $"SkillFlaw hosts grains, and is listening on {address} for health checks").ToString();
        }

        if (settings.CreateStarterProjects)
        {
            text.AppendLine("Try it:").AppendLine();
            text.AppendLine($"  curl -X POST '{address}/api/v1/run/echo' -H 'Content-Type: application/json' \\");
            text.AppendLine($"    -H {(credentials is null ? "\"x-api-key: $SKILLFLAW_API_KEY\"" : $"'x-api-key: {credentials.ApiKey}'")} -d '{{\"input_value\": \"hello world!\"}}'").AppendLine();
        }

        text.AppendLine($"SkillFlaw is listening on {address}   (the API: {address}/docs)");
        return text.ToString();
    }

    // Who listens on all addresses is reached on this machine by this name.
    private static string AddressOf(IServer server, ServerSettings settings)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? $"http://{settings.Host}:{settings.Port}";
        return address.Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal);
    }
}
