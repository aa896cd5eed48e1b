using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SkillFlaw.FakeOpenAI.Chat;
using SkillFlaw.FakeOpenAI.Embeddings;

namespace SkillFlaw.FakeOpenAI.Http;

/// <summary>All the routes. Written without routing: there are four, and benchmarks pay for what stands before the answer.</summary>
internal sealed class ProviderApi(
    FakeOpenAIOptions options, ReplyScript script, RequestLog requests, RequestLog aborted, CancellationToken stopping)
{
    private const string ModelsPath = "/v1/models";

    private readonly ModelCatalog _models = new(options.Models);
    private readonly ChatEndpoint _chat = new(script);
    private readonly EmbeddingsEndpoint _embeddings = new(script, options.EmbeddingDimensions);
    private long _number;

    public async Task HandleAsync(HttpContext context)
    {
        var (json, problem) = await ReadBodyAsync(context);
        var request = new FakeRequest(Interlocked.Increment(ref _number), context.Request, json);
        requests.Add(request);
        try
        {
            await AnswerAsync(new Exchange(context, request, stopping), problem);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || problem is OperationCanceledException)
        {
            if (!stopping.IsCancellationRequested)
            {
                aborted.Add(request);
            }
        }
    }

    private async Task AnswerAsync(Exchange exchange, Exception? problem)
    {
        try
        {
            CheckKey(exchange.Request);
            await (problem is null ? RouteAsync(exchange) : Task.FromException(problem));
        }
        catch (RefusedException refused)
        {
            await exchange.WriteErrorAsync(refused.Status, refused.Code, refused.Message, refused.Parameter);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !exchange.HasBegun)
        {
            // For the test to see: what its Respond threw, or a mistake of the fake.
            await exchange.WriteErrorAsync(500, "fake_openai_failed", $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private Task RouteAsync(Exchange exchange) => (exchange.Request.Method, exchange.Request.Path) switch
    {
        ("POST", "/v1/chat/completions") => _chat.AnswerAsync(exchange, _models),
        ("POST", "/v1/embeddings") => _embeddings.AnswerAsync(exchange, _models),
        ("GET", ModelsPath) => _models.ListAsync(exchange),
        ("GET", var path) when path.StartsWith($"{ModelsPath}/", StringComparison.Ordinal) =>
            _models.ShowAsync(exchange, path[(ModelsPath.Length + 1)..]),
        var (method, path) => throw new RefusedException(404, "unknown_url", $"Unknown request URL: {method} {path}."),
    };

    private void CheckKey(FakeRequest request)
    {
        if (options.ApiKey is { } key && request.Authorization != $"Bearer {key}")
        {
            throw new RefusedException(
                401,
                "invalid_api_key",
                request.Authorization is null ? "You didn't provide an API key." : "Incorrect API key provided.");
        }
    }

    private static async Task<(JsonElement Json, Exception? Problem)> ReadBodyAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return (default, null);
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            var json = document.RootElement.Clone();
            return json.ValueKind is JsonValueKind.Object
                ? (json, null)
                : (json, new RefusedException(400, "invalid_body", "The JSON body of the request is not an object."));
        }
        catch (JsonException exception)
        {
            return (default, new RefusedException(400, "invalid_json", $"The body of the request is not valid JSON. {exception.Message}"));
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            return (default, new RefusedException(413, "request_too_large", "The body of the request is larger than 32 MB."));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return (default, new OperationCanceledException("The client went away before the end of the body.", exception));
        }
    }
}
