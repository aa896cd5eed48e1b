using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using SkillFlaw.WebApi.Http;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.OpenApi;

/// <summary>What all schemas have in common.</summary>
internal sealed class SchemaRules : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema own)
        {
            return;
        }

        // Bodies may have more fields than are read, and answers may get more of them.
        own.AdditionalPropertiesAllowed = true;
        if (context.MemberInfo?.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType == typeof(NaiveTime))
        {
            // A date-time has an offset.
            own.Format = null;
        }

        if (context.MemberInfo?.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
        {
            own.Type = JsonSchemaType.String;
            own.Enum = [.. allowed.Values.Select(value => JsonValue.Create((string?)value)!)];
        }
    }
}
