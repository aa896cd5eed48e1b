using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace SkillFlaw.WebApi.Http;

/// <summary>Says what is wrong with the path and the query of a request that an endpoint's parameters could not take.</summary>
internal static class ParameterErrors
{
    public static IReadOnlyList<ValidationError> Of(HttpContext context)
    {
        // An exception has taken both off the request before its handler is asked.
        var failed = context.Features.Get<IExceptionHandlerFeature>();
        var endpoint = failed is null ? context.GetEndpoint() : failed.Endpoint;
        var path = (failed is null ? context.Request.RouteValues : failed.RouteValues) ?? [];
        return
        [
            .. from parameter in endpoint?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? []
               let error = Check(path, context.Request.Query, parameter)
               where error is not null
               select error,
        ];
    }

    private static ValidationError? Check(RouteValueDictionary path, IQueryCollection query, IParameterBindingMetadata parameter)
    {
        var attributes = parameter.ParameterInfo.GetCustomAttributes(inherit: false);
        var name = attributes.OfType<IFromRouteMetadata>().FirstOrDefault()?.Name
            ?? attributes.OfType<IFromQueryMetadata>().FirstOrDefault()?.Name
            ?? parameter.Name;
        var isPath = path.TryGetValue(name, out var part);
        var text = isPath ? part as string : query[name].LastOrDefault();
        var type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType;
        string[] location = [isPath ? "path" : "query", name];
        if (text is null)
        {
            return parameter is { IsOptional: false, HasTryParse: true } ? new("missing", location, "Field required", null) : null;
        }

        var (kind, message) =
            type == typeof(Guid) && !Guid.TryParse(text, out _) ? ("uuid_parsing", "Input should be a valid UUID")
            : (type == typeof(int) && !int.TryParse(text, out _)) || (type == typeof(long) && !long.TryParse(text, out _))
                ? ("int_parsing", "Input should be a valid integer, unable to parse string as an integer")
            : type == typeof(QueryFlag) && !QueryFlag.TryParse(text, null, out _) ? ("bool_parsing", "Input should be a valid boolean, unable to interpret input")
            : default;
        return kind is null ? null : new ValidationError(kind, location, message, JsonSerializer.SerializeToElement(text, HttpJson.Default.String));
    }
}
