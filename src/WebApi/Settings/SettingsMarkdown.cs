using System.Text;

namespace SkillFlaw.WebApi.Settings;

/// <summary>Writes <c>docs/configuration.md</c>.</summary>
internal static class SettingsMarkdown
{
    public static string Write()
    {
        var page = new StringBuilder("""
            # Configuration

            The server reads environment variables and nothing else. An empty value is the same as none. A name that begins with `SKILLFLAW_` and
            is not in this table, or a value that cannot be, ends the start with a sentence that names it; no value is ever shown.

            <!-- Written from src/WebApi/Settings/SettingsTable.cs: UPDATE_DOCS=1 dotnet test tests/WebApi.Tests -->

            | name | default | meaning |
            | --- | --- | --- |

            """);
        foreach (var setting in SettingsTable.All)
        {
            var fallback = string.IsNullOrEmpty(setting.Default) ? "" : $"`{setting.Default}`";
            page.AppendLine($"| `{setting.Name}` | {fallback} | {setting.Meaning} |");
        }

        page.Append($"""

            Secrets can be in files: {Names(SettingsTable.All.Where(setting => setting.IsSecret).Select(setting => setting.FileName), ", ")} name
            a file that holds the value.

            ## Model providers

            Where a provider listens and the key that all users share. A key of a flow, or of a user's variable, comes first; the server's key goes
            only to the provider's own address or to the one that is set here, never to one that a flow names.

            | provider | address | key |
            | --- | --- | --- |

            """);
        foreach (var provider in ProviderVariables.All)
        {
            page.AppendLine($"| {provider.Provider} | {Names(provider.Urls)} | {Names(provider.Keys)} |");
        }

        return page.ToString();
    }

    private static string Names(IEnumerable<string> names, string between = " or ") => string.Join(between, names.Select(name => $"`{name}`"));
}
