using System.Globalization;
using System.Text.Json;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>
/// Which messages a request means: by the numbers that lists have, or by the UUIDs that events have.
/// </summary>
internal sealed record MessageIds(IReadOnlyList<long> Numbers, IReadOnlyList<Guid> Ids)
{
    private const int MostErrors = 100;

    /// <summary>The one of a path.</summary>
    /// <exception cref="RequestInvalidException">It is neither.</exception>
    public static MessageIds OfPath(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? new([number], [])
        : Guid.TryParse(text, out var id) ? new([], [id])
        : throw new RequestInvalidException([Wrong(["path", "message_id"], JsonSerializer.SerializeToElement(text, HttpJson.Default.String))]);

    /// <summary>The list of a body.</summary>
    /// <exception cref="RequestInvalidException">It is something else.</exception>
    public static MessageIds OfBody(JsonBody body)
    {
        var (numbers, ids, errors) = (new List<long>(), new List<Guid>(), new List<ValidationError>());
        foreach (var (index, item) in body.Items().Index())
        {
            if (item.ValueKind is JsonValueKind.Number && item.TryGetInt64(out var number))
            {
                numbers.Add(number);
            }
            else if (item.ValueKind is JsonValueKind.String && item.TryGetGuid(out var id))
            {
                ids.Add(id);
            }
            else if (item.ValueKind is JsonValueKind.String
                && long.TryParse(item.GetRawText().AsSpan().Trim('"'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            {
                numbers.Add(number);
            }
            else if (errors.Count < MostErrors)
            {
                errors.Add(Wrong(["body", $"{index}"], item));
            }
        }

        RequestInvalidException.ThrowIfAny([.. errors]);
        return new MessageIds(numbers, ids);
    }

    private static ValidationError Wrong(string[] location, JsonElement input) => input.ValueKind is JsonValueKind.String or JsonValueKind.Number
        ? new("int_parsing", location, "Input should be a valid integer, unable to parse string as an integer", input)
        : new("int_type", location, "Input should be a valid integer", input);
}
