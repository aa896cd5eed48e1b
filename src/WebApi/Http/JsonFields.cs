using System.Globalization;
using System.Text.Json;

namespace SkillFlaw.WebApi.Http;

/// <summary>
/// Reads the fields of a body's object and gathers what is wrong with them, with the wording that clients of the API know (semantics section
/// 1.2). A field that is absent or null reads as null; <see cref="Has"/> tells the two apart. <see cref="Check"/> comes last.
/// </summary>
internal sealed class JsonFields
{
    private const int MostErrors = 100;
    private const string NoUnicode = "Input should be a valid string, unable to parse raw data as a unicode string";

    private readonly JsonElement _root;
    private readonly string[] _location;
    private readonly List<ValidationError> _errors;

    public JsonFields(JsonElement root)
        : this(root, ["body"], [])
    {
    }

    private JsonFields(JsonElement root, string[] location, List<ValidationError> errors)
    {
        _root = root;
        _location = location;
        _errors = errors;
        if (root.ValueKind is JsonValueKind.Undefined)
        {
            throw new RequestInvalidException([new ValidationError("missing", location, "Field required", null)]);
        }

        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw new RequestInvalidException(
            [
                new ValidationError(
                    "model_attributes_type", location, "Input should be a valid dictionary or object to extract fields from", root),
            ]);
        }
    }

    /// <summary>Whether the field is there, if only as null.</summary>
    public bool Has(string name) => _root.TryGetProperty(name, out _);

    /// <summary>A field as it came; null where it is absent or null.</summary>
    public JsonElement? Peek(string name) => Find(name);

    /// <summary>Notes an error where a field is absent.</summary>
    public void Require(string name)
    {
        if (!Has(name))
        {
            Note(_errors, new ValidationError("missing", [.. _location, name], "Field required", _root));
        }
    }

    /// <summary>Notes an error that a reader of these fields has found.</summary>
    public void Fail(string name, string type, string message, (string Name, object Value)? context = null) =>
        Note(_errors, new ValidationError(type, [.. _location, name], message, Find(name)) { Context = context });

    /// <summary>A text that must be there.</summary>
    /// <param name="name">The field.</param>
    /// <param name="least">How many characters it has at least.</param>
    /// <param name="most">How many characters it has at most.</param>
    public string RequiredText(string name, int least = 0, int most = int.MaxValue)
    {
        Require(name);
        if (Has(name) && Find(name) is null)
        {
            Fail(name, "string_type", "Input should be a valid string");
        }

        return Text(name, least, most) ?? "";
    }

    public string? Text(string name, int least = 0, int most = int.MaxValue)
    {
        var value = Find(name);
        if (value is not null and not { ValueKind: JsonValueKind.String })
        {
            Fail(name, "string_type", "Input should be a valid string");
            return null;
        }

        var text = value is null ? null : TextOf(name, value.Value);
        if (text?.Length < least)
        {
            Fail(name, "string_too_short", $"String should have at least {least} character{(least == 1 ? "" : "s")}", ("min_length", (long)least));
        }
        else if (text?.Length > most)
        {
            Fail(name, "string_too_long", $"String should have at most {most} character{(most == 1 ? "" : "s")}", ("max_length", (long)most));
        }

        return text;
    }

    public bool? Flag(string name)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.True }:
                return true;
            case { ValueKind: JsonValueKind.False }:
                return false;
            case { ValueKind: JsonValueKind.String } text when QueryFlag.TryParse(ReadableOf(text), null, out var flag):
                return flag;
            case { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var bit) && bit is 0 or 1:
                return bit == 1;
            case { ValueKind: JsonValueKind.String or JsonValueKind.Number }:
                Fail(name, "bool_parsing", "Input should be a valid boolean, unable to interpret input");
                return null;
            default:
                Fail(name, "bool_type", "Input should be a valid boolean");
                return null;
        }
    }

    public int? Integer(string name) => (int?)Integer(name, int.MaxValue);

    /// <summary>A whole number of at most this size.</summary>
    public long? Integer(string name, long most)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) && Math.Abs((decimal)value) <= most:
                return value;
            case { ValueKind: JsonValueKind.String } text
                when long.TryParse(ReadableOf(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                    && Math.Abs((decimal)parsed) <= most:
                return parsed;
            case { ValueKind: JsonValueKind.String }:
                Fail(name, "int_parsing", "Input should be a valid integer, unable to parse string as an integer");
                return null;
            default:
                Fail(name, "int_type", "Input should be a valid integer");
                return null;
        }
    }

    public Guid? Id(string name)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.String } text when Guid.TryParse(ReadableOf(text), out var id):
                return id;
            case { ValueKind: JsonValueKind.String }:
                Fail(name, "uuid_parsing", "Input should be a valid UUID");
                return null;
            default:
                Fail(name, "uuid_type", "UUID input should be a string, bytes or UUID object");
                return null;
        }
    }

    public DateTimeOffset? Time(string name)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.String } text when DateTimeOffset.TryParse(
                ReadableOf(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time):
                return time;
            default:
                Fail(name, "datetime_parsing", "Input should be a valid datetime");
                return null;
        }
    }

    /// <summary>An object, as it came.</summary>
    public JsonElement? Object(string name)
    {
        var value = Find(name);
        if (value is null or { ValueKind: JsonValueKind.Object })
        {
            return value;
        }

        Fail(name, "dict_type", "Input should be a valid dictionary");
        return null;
    }

    public IReadOnlyList<string>? Texts(string name)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.Array } list:
                return ReadTexts(list, [.. _location, name], _errors);
            default:
                Fail(name, "list_type", "Input should be a valid list");
                return null;
        }
    }

    public IReadOnlyList<Guid>? Ids(string name)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.Array } list:
                return ReadIds(list, [.. _location, name], _errors);
            default:
                Fail(name, "list_type", "Input should be a valid list");
                return null;
        }
    }

    /// <summary>The ids of a list that stands alone.</summary>
    /// <exception cref="RequestInvalidException">Something in it is no id.</exception>
    public static IReadOnlyList<Guid> ReadIds(JsonElement list, string[] location)
    {
        var errors = new List<ValidationError>();
        var ids = ReadIds(list, location, errors);
        return errors.Count == 0 ? ids : throw new RequestInvalidException(errors);
    }

    /// <summary>The texts of a list that stands alone. Notes an error for each item that is none.</summary>
    public static IReadOnlyList<string> ReadTexts(JsonElement list, string[] location, List<ValidationError> errors)
    {
        var texts = new List<string>(list.GetArrayLength());
        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            var text = item.ValueKind is JsonValueKind.String ? ReadableOf(item) : null;
            if (text is not null)
            {
                texts.Add(text);
            }
            else
            {
                Note(errors, item.ValueKind is JsonValueKind.String
                    ? new ValidationError("string_unicode", [.. location, $"{index}"], NoUnicode, item)
                    : new ValidationError("string_type", [.. location, $"{index}"], "Input should be a valid string", item));
            }
        }

        return texts;
    }

    /// <summary>One of some texts.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> choices)
    {
        var text = Find(name);
        if (text is null)
        {
            return null;
        }

        var known = text is { ValueKind: JsonValueKind.String } ? choices.IndexOf(ReadableOf(text.Value)) : -1;
        if (known >= 0)
        {
            return choices[known];
        }

        var list = string.Join(", ", choices[..^1].ToArray().Select(choice => $"'{choice}'"));
        Fail(name, "enum", list.Length == 0 ? $"Input should be '{choices[^1]}'" : $"Input should be {list} or '{choices[^1]}'");
        return null;
    }

    /// <summary>The fields of an object in this one; null where there is none. Its errors are gathered here.</summary>
    public JsonFields? Nested(string name) =>
        Object(name) is { } value ? new JsonFields(value, [.. _location, name], _errors) : null;

    /// <summary>The fields of each object in a list. Their errors are gathered here.</summary>
    /// <param name="name">The field with the list.</param>
    /// <param name="most">How many there may be.</param>
    public IReadOnlyList<JsonFields>? Objects(string name, int most)
    {
        var value = Find(name);
        if (value is null)
        {
            return null;
        }

        if (value is not { ValueKind: JsonValueKind.Array } list)
        {
            Fail(name, "list_type", "Input should be a valid list");
            return null;
        }

        if (list.GetArrayLength() > most)
        {
            Fail(name, "too_long", $"List should have at most {most} items after validation");
            return null;
        }

        return [.. list.EnumerateArray().Index().Select(item => new JsonFields(item.Item, [.. _location, name, $"{item.Index}"], _errors))];
    }

    /// <summary>Refuses fields that nobody reads.</summary>
    public void Only(params ReadOnlySpan<string> names)
    {
        foreach (var field in _root.EnumerateObject())
        {
            if (!names.Contains(field.Name))
            {
                Note(_errors, new ValidationError("extra_forbidden", [.. _location, field.Name], "Extra inputs are not permitted", field.Value));
            }
        }
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="RequestInvalidException">Something was wrong.</exception>
    public void Check()
    {
        if (_errors.Count > 0)
        {
            throw new RequestInvalidException(_errors);
        }
    }

    // A long list of wrong items would be answered, and held in memory, many times as long as it is.
    private static void Note(List<ValidationError> errors, ValidationError error)
    {
        if (errors.Count < MostErrors)
        {
            errors.Add(error);
        }
    }

    private static List<Guid> ReadIds(JsonElement list, string[] location, List<ValidationError> errors)
    {
        var ids = new List<Guid>(list.GetArrayLength());
        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            if (item.ValueKind is not JsonValueKind.String)
            {
                Note(errors, new ValidationError("uuid_type", [.. location, $"{index}"], "UUID input should be a string, bytes or UUID object", item));
            }
            else if (item.TryGetGuid(out var id))
            {
                ids.Add(id);
            }
            else
            {
                Note(errors, new ValidationError("uuid_parsing", [.. location, $"{index}"], "Input should be a valid UUID", item));
            }
        }

        return ids;
    }

    private JsonElement? Find(string name) =>
        _root.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private string TextOf(string name, JsonElement text)
    {
        if (ReadableOf(text) is { } readable)
        {
            return readable;
        }

        Fail(name, "string_unicode", NoUnicode);
        return "";
    }

    // A lone half of a surrogate pair can be escaped in JSON, and is no text.
    private static string? ReadableOf(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
