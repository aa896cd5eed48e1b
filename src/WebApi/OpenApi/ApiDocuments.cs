using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;
using SkillFlaw.WebApi.Builds;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Repeats;
using SkillFlaw.WebApi.Responses;
using SkillFlaw.WebApi.Runs;
using SkillFlaw.WebApi.Webhooks;
using SkillFlaw.WebApi.Workflows;
using Swashbuckle.AspNetCore.Swagger;

namespace SkillFlaw.WebApi.OpenApi;

/// <summary>The description of the API at <c>/openapi.json</c>, and a page to try it at <c>/docs</c>.</summary>
internal static class ApiDocuments
{
    private const string Name = "v1";

    public static void AddApiDocuments(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSingleton<ApiDescription>();
        services.AddSwaggerGen(swagger =>
        {
            swagger.SwaggerDoc(Name, ApiOverview.Info);
            swagger.AddServer(new OpenApiServer { Url = "/" });
            swagger.SupportNonNullableReferenceTypes();
            swagger.NonNullableReferenceTypesAsRequired();
            swagger.MapType<QueryFlag>(() => new OpenApiSchema { Type = JsonSchemaType.Boolean });
            swagger.SchemaFilter<SchemaRules>();
            swagger.OperationFilter<BodyDocumentation.Filter>();
            swagger.OperationFilter<AnswerContents>();
            swagger.OperationFilter<RunDocumentation.Filter>();
            swagger.OperationFilter<BuildEventDocumentation>();
            swagger.OperationFilter<ResponseDocumentation.Filter>();
            swagger.OperationFilter<WorkflowDocumentation.Filter>();
            swagger.OperationFilter<RepeatDocumentation>();
            swagger.OperationFilter<WebhookEventEndpoints.Filter>();
            swagger.OperationFilter<CommonAnswers>();
            swagger.OperationFilter<Examples>();
            swagger.DocumentFilter<ApiOverview>();
            Credentials.AddTo(swagger);
            swagger.MapType<RawJson>(() => new OpenApiSchema());
        });
    }

    /// <summary>The page. Before the routing, because it is no endpoint.</summary>
    public static void UseApiPage(this WebApplication app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments("/docs"),
        docs => docs.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "SkillFlaw";
            page.SwaggerEndpoint("/openapi.json", "SkillFlaw");
        }));

    public static void MapApiDescription(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi.json", Read).Allow(Access.Public).ExcludeFromDescription();

    private static async Task<Utf8ContentHttpResult> Read(ApiDescription description) =>
        TypedResults.Text(await description.Json.Value, "application/json");
    /// <summary>The description, written when somebody first asks for it.</summary>
    internal sealed class ApiDescription(ISwaggerProvider swagger)
    {
        public Lazy<Task<byte[]>> Json { get; } = new(() => Task.Run(async () =>
            Encoding.UTF8.GetBytes(await swagger.GetSwagger(Name).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1))));
    }
}
