using System.Collections.Immutable;

namespace SkillFlaw.WebApi.Runs;

/// <summary>The variables that a request brings in its headers (semantics section 2.5).</summary>
internal static class RequestVariables
{
    private const string Prefix = "X-SKILLFLAW-GLOBAL-VAR-";
    private const string LangflowPrefix = "X-LANGFLOW-GLOBAL-VAR-";

    /// <summary>The headers' variables, or those of the body where the headers have none.</summary>
    public static ImmutableDictionary<string, string> Of(HttpRequest request, ImmutableDictionary<string, string> inBody)
    {
        var found = ImmutableDictionary<string, string>.Empty;
        foreach (var header in request.Headers)
        {
            var name = header.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header.Key[Prefix.Length..]
                : header.Key.StartsWith(LangflowPrefix, StringComparison.OrdinalIgnoreCase) ? header.Key[LangflowPrefix.Length..]
                : "";
            if (name.Length > 0)
            {
                found = found.SetItem(name.ToUpperInvariant(), header.Value.ToString());
            }
        }

        return found.IsEmpty ? inBody : found;
    }
}
