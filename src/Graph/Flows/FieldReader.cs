using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Flows;

/// <summary>Reads the fields of a template (flow-format section 3). Half of a flow's bytes are here, so it looks at each only once.</summary>
internal static class FieldReader
{
    public static ImmutableArray<FieldDefinition> ReadTemplate(JsonElement template)
    {
        var fields = ImmutableArray.CreateBuilder<FieldDefinition>(template.GetPropertyCount());
        Dictionary<string, int>? repeated = null;
        foreach (var property in template.EnumerateObject())
        {
            // "code" is stored and given back, and never read.
            var name = JsonValues.ReadName(property);
            if (property.Value.ValueKind is not JsonValueKind.Object || name == "code")
            {
                continue;
            }

            var field = Read(name, property.Value);
            repeated ??= new Dictionary<string, int>(fields.Capacity);
            if (repeated.TryAdd(field.Name, fields.Count))
            {
                fields.Add(field);
            }
            else
            {
                fields[repeated[field.Name]] = field;
            }
        }

        return fields.DrainToImmutable();
    }

    private static FieldDefinition Read(string name, JsonElement field)
    {
        string? displayName = null;
        var (type, info) = ("", "");
        FlowValue value = NullValue.Instance, filePath = NullValue.Instance;
        FlowValue? byDefault = null;
        bool required = false, show = false, isList = false, loadFromDb = false, password = false, toolMode = false, overrideSkip = false;
        ImmutableArray<string> inputTypes = default, options = [], variableColumns = [];
        Proxy? proxy = null;

        foreach (var attribute in field.EnumerateObject())
        {
            var at = attribute.Value;
            switch (AttributeOf(attribute))
            {
                case FieldAttribute.DisplayName: displayName = AsText(at); break;
                case FieldAttribute.Type: type = AsText(at) ?? ""; break;
                case FieldAttribute.Info: info = AsText(at) ?? ""; break;
                case FieldAttribute.Value: value = JsonValues.Read(at); break;
                case FieldAttribute.FilePath: filePath = JsonValues.Read(at); break;
                case FieldAttribute.Default: byDefault = JsonValues.Read(at); break;
                case FieldAttribute.Required: required = IsTrue(at); break;
                case FieldAttribute.Show: show = IsTrue(at); break;
                case FieldAttribute.List: isList = IsTrue(at); break;
                case FieldAttribute.LoadFromDb: loadFromDb = IsTrue(at); break;
                case FieldAttribute.Password: password = IsTrue(at); break;
                case FieldAttribute.ToolMode: toolMode = IsTrue(at); break;
                case FieldAttribute.OverrideSkip: overrideSkip = IsTrue(at); break;
                case FieldAttribute.InputTypes: inputTypes = at.ValueKind is JsonValueKind.Array ? JsonFields.Texts(at) : default; break;
                case FieldAttribute.Options: options = ReadOptions(at); break;
                case FieldAttribute.TableSchema: variableColumns = ReadVariableColumns(at); break;
                case FieldAttribute.Proxy: proxy = VertexReader.ReadProxy(field, "field"); break;
                default: break;
            }
        }

        return new FieldDefinition
        {
            Name = name,
            DisplayName = displayName,
            Type = type,
            Value = value,
            FilePath = filePath,
            Default = byDefault,
            Required = required,
            Show = show,
            IsList = isList,
            InputTypes = inputTypes,
            LoadFromDb = loadFromDb,
            Password = password,
            ToolMode = toolMode,
            OverrideSkip = overrideSkip,
            Info = info,
            Options = options,
            VariableColumns = variableColumns,
            Proxy = proxy,
        };
    }

    private enum FieldAttribute
    {
        Other, DisplayName, Type, Info, Value, FilePath, Default, Required, Show, List, LoadFromDb, Password, ToolMode, OverrideSkip,
        InputTypes, Options, TableSchema, Proxy,
    }

    // A name may be written with escapes, though nobody does.
    private static FieldAttribute AttributeOf(JsonProperty property)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(property);
        return Attribute(name.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(JsonValues.ReadName(property)) : name);
    }

    private static FieldAttribute Attribute(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => name.SequenceEqual("type"u8) ? FieldAttribute.Type
            : name.SequenceEqual("show"u8) ? FieldAttribute.Show
            : name.SequenceEqual("list"u8) ? FieldAttribute.List
            : name.SequenceEqual("info"u8) ? FieldAttribute.Info
            : FieldAttribute.Other,
        5 => name.SequenceEqual("value"u8) ? FieldAttribute.Value
            : name.SequenceEqual("proxy"u8) ? FieldAttribute.Proxy
            : FieldAttribute.Other,
        7 => name.SequenceEqual("default"u8) ? FieldAttribute.Default
            : name.SequenceEqual("options"u8) ? FieldAttribute.Options
            : FieldAttribute.Other,
        8 => name.SequenceEqual("required"u8) ? FieldAttribute.Required
            : name.SequenceEqual("password"u8) ? FieldAttribute.Password
            : FieldAttribute.Other,
        9 => name.SequenceEqual("file_path"u8) ? FieldAttribute.FilePath
            : name.SequenceEqual("tool_mode"u8) ? FieldAttribute.ToolMode
            : FieldAttribute.Other,
        11 => name.SequenceEqual("input_types"u8) ? FieldAttribute.InputTypes : FieldAttribute.Other,
        12 => name.SequenceEqual("load_from_db"u8) ? FieldAttribute.LoadFromDb
            : name.SequenceEqual("display_name"u8) ? FieldAttribute.DisplayName
            : name.SequenceEqual("table_schema"u8) ? FieldAttribute.TableSchema
            : FieldAttribute.Other,
        13 => name.SequenceEqual("override_skip"u8) ? FieldAttribute.OverrideSkip : FieldAttribute.Other,
        _ => FieldAttribute.Other,
    };

    private static string? AsText(JsonElement element) =>
        element.ValueKind is JsonValueKind.String ? JsonValues.ReadText(element) : null;

    private static bool IsTrue(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.String => !element.ValueEquals(""u8),
        JsonValueKind.Number => !element.TryGetInt64(out var number) || number != 0,
        _ => false,
    };

    private static ImmutableArray<string> ReadOptions(JsonElement element)
    {
        if (element.ValueKind is not JsonValueKind.Array)
        {
            return [];
        }

        var options = ImmutableArray.CreateBuilder<string>(element.GetArrayLength());
        foreach (var option in element.EnumerateArray())
        {
            if ((AsText(option) ?? option.Text("name")) is { } text)
            {
                options.Add(text);
            }
        }

        return options.DrainToImmutable();
    }

    private static ImmutableArray<string> ReadVariableColumns(JsonElement schema)
    {
        var columns = schema.ValueKind is JsonValueKind.Array ? schema : schema.List("columns");
        return columns is { } list
            ? [.. list.EnumerateArray().Where(column => column.Flag("load_from_db")).Select(column => column.Text("name")).OfType<string>()]
            : [];
    }
}
