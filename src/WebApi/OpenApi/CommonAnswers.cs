using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using SkillFlaw.WebApi.Http;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.OpenApi;

/// <summary>Adds what every endpoint of a kind may answer, so that no endpoint has to say it.</summary>
internal sealed class CommonAnswers : IOperationFilter
{
    private const int Unauthorized = StatusCodes.Status401Unauthorized;
    private const int Invalid = StatusCodes.Status422UnprocessableEntity;
    private const int Busy = StatusCodes.Status429TooManyRequests;
    private const int Unavailable = StatusCodes.Status503ServiceUnavailable;

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        var answers = operation.Responses ??= [];
        var access = metadata.OfType<EndpointAccess>().Single().Access;
        if (access is not Access.Public)
        {
            operation.Security = Credentials.Any(context.Document);
            Add<ErrorAnswer>(answers, Unauthorized, context);
            Add<ErrorAnswer>(answers, StatusCodes.Status403Forbidden, context);
        }

        if (operation.RequestBody is not null)
        {
            Add<ErrorAnswer>(answers, StatusCodes.Status413PayloadTooLarge, context);
        }

        if (operation.RequestBody is not null || operation.Parameters?.Any(IsTyped) is true || answers.ContainsKey($"{Invalid}"))
        {
            answers.Remove($"{Invalid}");
            Add<InvalidRequestAnswer>(answers, Invalid, context);
        }

        if (!metadata.OfType<NoStorage>().Any())
        {
            Add<ErrorAnswer>(answers, Unavailable, context);
        }

        operation.Responses = [];
        foreach (var (status, answer) in answers.OrderBy(answer => answer.Key, StringComparer.Ordinal))
        {
            operation.Responses.Add(status, answer);
            if (status == $"{Busy}" || status == $"{Unavailable}")
            {
                ((OpenApiResponse)answer).Headers = RetryAfter();
            }
        }
    }

    private static bool IsTyped(IOpenApiParameter parameter) => parameter.Schema is { Type: not JsonSchemaType.String } or { Format.Length: > 0 };

    private static void Add<TAnswer>(OpenApiResponses answers, int status, OperationFilterContext context) =>
        answers.TryAdd($"{status}", new OpenApiResponse
        {
            Description = ReasonPhrases.GetReasonPhrase(status),
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                ["application/json"] = new OpenApiMediaType { Schema = context.SchemaGenerator.GenerateSchema(typeof(TAnswer), context.SchemaRepository) },
            },
        });

    private static Dictionary<string, IOpenApiHeader> RetryAfter() => new()
    {
        ["Retry-After"] = new OpenApiHeader
        {
            Description = "After how many seconds to try again",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
        },
    };
}
