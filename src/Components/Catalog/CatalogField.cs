using System.Text.Json;
using SkillFlaw.Components.Binding;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Catalog;

/// <summary>A field of a new node's template (flow-format section 3.1).</summary>
internal static class CatalogField
{
    public static void Write(Utf8JsonWriter json, InputBinding input)
    {
        var declaration = input.Declaration;
        var (type, inputType) = TypesOf(declaration.Kind);
        json.WriteStartObject();
        json.WriteString("_input_type", inputType);
        json.WriteBoolean("advanced", declaration.Advanced);
        json.WriteString("display_name", declaration.DisplayName);
        json.WriteBoolean("dynamic", false);
        json.WriteString("info", declaration.Info);
        if ((declaration.Types ?? InputTypesOf(declaration.Kind)) is { } types)
        {
            CatalogJson.WriteTexts(json, "input_types", types);
        }

        json.WriteBoolean("list", declaration.IsList);
        if (declaration.IsList)
        {
            json.WriteString("list_add_label", "Add More");
        }

        json.WriteString("name", input.Name);
        json.WriteBoolean("override_skip", false);
        json.WriteString("placeholder", "");
        if (declaration.RealTimeRefresh)
        {
            json.WriteBoolean("real_time_refresh", true);
        }

        json.WriteBoolean("required", declaration.Required);
        json.WriteBoolean("show", !declaration.Hidden);
        json.WriteBoolean("title_case", false);
        json.WriteBoolean("tool_mode", declaration.ToolMode);
        json.WriteString("type", type);
        WriteOfKind(json, declaration);
        json.WritePropertyName("value");
        JsonValues.Write(json, declaration.Variable is { } variable ? FlowValue.Of(variable) : input.Default is NullValue ? FlowValue.Of("") : input.Default);
        json.WriteEndObject();
    }

    /// <summary>The field type and the class name of a kind.</summary>
    public static (string Type, string InputType) TypesOf(InputKind kind) => kind switch
    {
        InputKind.Str => ("str", "StrInput"),
        InputKind.Text => ("str", "MessageTextInput"),
        InputKind.Multiline => ("str", "MultilineInput"),
        InputKind.Message => ("str", "MessageInput"),
        InputKind.Secret => ("str", "SecretStrInput"),
        InputKind.Query => ("query", "QueryInput"),
        InputKind.Dropdown => ("str", "DropdownInput"),
        InputKind.Tab => ("tab", "TabInput"),
        InputKind.MultiSelect => ("str", "MultiselectInput"),
        InputKind.Integer => ("int", "IntInput"),
        InputKind.Number => ("float", "FloatInput"),
        InputKind.Slider => ("slider", "SliderInput"),
        InputKind.Bool => ("bool", "BoolInput"),
        InputKind.Dict => ("dict", "DictInput"),
        InputKind.NestedDict => ("NestedDict", "NestedDictInput"),
        InputKind.Table => ("table", "TableInput"),
        InputKind.Handle => ("other", "HandleInput"),
        InputKind.Data => ("other", "DataInput"),
        InputKind.DataFrame => ("other", "DataFrameInput"),
        InputKind.File => ("file", "FileInput"),
        InputKind.Model => ("model", "ModelInput"),
        InputKind.Prompt => ("prompt", "PromptInput"),
        InputKind.SortableList => ("sortableList", "SortableListInput"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    private static string[]? InputTypesOf(InputKind kind) => kind switch
    {
        InputKind.Text or InputKind.Multiline or InputKind.Message or InputKind.Query => ["Message"],
        InputKind.Secret => [],
        InputKind.Data or InputKind.NestedDict => ["Data"],
        InputKind.DataFrame => ["DataFrame"],
        InputKind.Model => ["LanguageModel"],
        _ => null,
    };

    private static void WriteOfKind(Utf8JsonWriter json, InputAttribute input)
    {
        switch (input.Kind)
        {
            case InputKind.Multiline:
                json.WriteBoolean("multiline", true);
                json.WriteBoolean("load_from_db", false);
                break;
            case InputKind.Secret:
                json.WriteBoolean("password", true);
                json.WriteBoolean("load_from_db", true);
                break;
            case InputKind.Str or InputKind.Text or InputKind.Message or InputKind.Query or InputKind.Prompt:
                json.WriteBoolean("load_from_db", input.Variable is not null);
                break;
            case InputKind.Dropdown or InputKind.Tab or InputKind.MultiSelect:
                CatalogJson.WriteTexts(json, "options", input.Options);
                break;
            case InputKind.SortableList:
                WriteChoices(json, input.Options);
                break;
            case InputKind.File:
                CatalogJson.WriteTexts(json, "fileTypes", input.FileTypes);
                json.WriteString("file_path", "");
                break;
            case InputKind.Slider when input.Range is [var least, var greatest, var step]:
                json.WriteStartObject("range_spec");
                json.WriteNumber("max", greatest);
                json.WriteNumber("min", least);
                json.WriteNumber("step", step);
                json.WriteString("step_type", "float");
                json.WriteEndObject();
                break;
            case InputKind.Model:
                json.WriteString("model_type", "language");
                CatalogJson.WriteTexts(json, "options", []);
                break;
            default:
                break;
        }
    }

    private static void WriteChoices(Utf8JsonWriter json, string[] options)
    {
        json.WriteStartArray("options");
        foreach (var option in options)
        {
            json.WriteStartObject();
            json.WriteString("name", option);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("limit", 1);
    }
}
