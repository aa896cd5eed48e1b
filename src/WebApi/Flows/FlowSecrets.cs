using System.Text;
using System.Text.Json;

namespace SkillFlaw.WebApi.Flows;

/// <summary>
/// Takes secrets out of a flow's document (semantics section 6.1): the value of each field that is marked as a password becomes null. All else
/// stays as it is, byte for byte.
/// </summary>
internal static class FlowSecrets
{
    private const int MaxDepth = 1_000;

    /// <summary>The document without the values of API keys and tokens.</summary>
    public static string RemoveKeys(string document) => Remove(document, ofAnyName: false);

    /// <summary>The document without the value of any password.</summary>
    public static string RemoveAll(string document) => Remove(document, ofAnyName: true);

    private static string Remove(string document, bool ofAnyName)
    {
        if (!document.Contains("password", StringComparison.Ordinal))
        {
            return document;
        }

        var utf8 = Encoding.UTF8.GetBytes(document);
        var search = new Search(ofAnyName);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        search.Visit(ref reader);
        return search.Found.Count == 0 ? document : Cut(utf8, search.Found);
    }

    private static string Cut(byte[] utf8, List<(int Start, int End)> secrets)
    {
        var result = new StringBuilder(utf8.Length);
        var done = 0;
        foreach (var (start, end) in secrets.Order())
        {
            result.Append(Encoding.UTF8.GetString(utf8, done, start - done)).Append("null");
            done = end;
        }

        return result.Append(Encoding.UTF8.GetString(utf8, done, utf8.Length - done)).ToString();
    }

    // Groups hold nodes of their own, so every object is looked at, wherever it is.
    private sealed class Search(bool ofAnyName)
    {
        public List<(int Start, int End)> Found { get; } = [];

        public void Visit(ref Utf8JsonReader reader)
        {
            if (reader.TokenType is JsonTokenType.StartObject)
            {
                VisitObject(ref reader);
            }
            else if (reader.TokenType is JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                {
                    Visit(ref reader);
                }
            }
        }

        private void VisitObject(ref Utf8JsonReader reader)
        {
            var (isPassword, isNamed) = (false, ofAnyName);
            (int Start, int End)? value = null;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var (isFlag, isName, isValue) = (reader.ValueTextEquals("password"u8), reader.ValueTextEquals("name"u8), reader.ValueTextEquals("value"u8));
                reader.Read();
                isPassword |= isFlag && IsTrue(ref reader);
                isNamed |= isName && reader.TokenType is JsonTokenType.String && IsKey(reader.ValueSpan);
                var start = (int)reader.TokenStartIndex;
                Visit(ref reader);
                if (isValue)
                {
                    value = (start, (int)reader.BytesConsumed);
                }
            }

            if (isPassword && isNamed && value is { } secret)
            {
                Found.RemoveAll(inner => inner.Start >= secret.Start && inner.End <= secret.End);
                Found.Add(secret);
            }
        }

        private static bool IsKey(ReadOnlySpan<byte> name) =>
            name.IndexOf("api"u8) >= 0 && (name.IndexOf("key"u8) >= 0 || (name.IndexOf("token"u8) >= 0 && name.IndexOf("tokens"u8) < 0));

        // As Python takes it, whose editor wrote the field.
        private static bool IsTrue(ref Utf8JsonReader reader) => reader.TokenType switch
        {
            JsonTokenType.False or JsonTokenType.Null => false,
            JsonTokenType.String => reader.ValueSpan.Length > 0,
            JsonTokenType.Number => !reader.ValueSpan.SequenceEqual("0"u8),
            _ => true,
        };
    }
}
