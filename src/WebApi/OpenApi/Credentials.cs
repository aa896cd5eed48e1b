using Microsoft.OpenApi;
using SkillFlaw.WebApi.SignIns;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.OpenApi;

/// <summary>With what a caller may come, under the names of the API's contract; but names in a description have no spaces.</summary>
internal static class Credentials
{
    private const string Token = "OAuth2PasswordBearerCookie";
    private const string KeyInHeader = "API_key_header";
    private const string KeyInQuery = "API_key_query";
    private const string KeyName = "x-api-key";

    public static void AddTo(SwaggerGenOptions swagger)
    {
        swagger.AddSecurityDefinition(Token, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.OAuth2,
            Description = $"The token of a login, as a bearer or in the cookie `{SignInCookies.Access}`.",
            Flows = new OpenApiOAuthFlows
            {
                Password = new OpenApiOAuthFlow { TokenUrl = new Uri("/api/v1/login", UriKind.Relative), Scopes = new Dictionary<string, string>() },
            },
        });
        swagger.AddSecurityDefinition(KeyInHeader, Key(ParameterLocation.Header));
        swagger.AddSecurityDefinition(KeyInQuery, Key(ParameterLocation.Query));
    }

    /// <summary>Each of them is enough.</summary>
    public static IList<OpenApiSecurityRequirement> Any(OpenApiDocument document) =>
    [
        .. from scheme in new[] { Token, KeyInHeader, KeyInQuery }
           select new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] },
    ];

    private static OpenApiSecurityScheme Key(ParameterLocation place) =>
        new() { Type = SecuritySchemeType.ApiKey, Name = KeyName, In = place, Description = "An API key, `sk-…`." };
}
