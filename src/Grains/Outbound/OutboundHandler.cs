using System.Net;
using SkillFlaw.Components;

namespace SkillFlaw.Grains.Outbound;

/// <summary>Around the connections of a client: what they refuse reaches the caller as it was said, and an answer has an end.</summary>
internal sealed class OutboundHandler(HttpMessageHandler connections, long maxResponseBytes) : DelegatingHandler(connections)
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("An outbound call blocks no thread.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // HTTP/3 makes its connections by itself, also to another address that an answer names, and asks no guard.
        request.Version = request.Version.Major > 2 ? HttpVersion.Version20 : request.Version;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            return await LimitAsync(response, request, cancellationToken);
        }
        catch (HttpRequestException failure) when (failure.InnerException is ComponentException refused)
        {
            // Whoever sees a lost connection tries again; this one will not be made.
            throw new ComponentException(refused.Message);
        }
    }

    private async Task<HttpResponseMessage> LimitAsync(HttpResponseMessage response, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = response.Content;
        var host = request.RequestUri?.Host;
        if (answer.Headers.ContentLength > maxResponseBytes && request.Method != HttpMethod.Head)
        {
            response.Dispose();
            throw LimitedResponseStream.TooLong(host, maxResponseBytes);
        }

        var limited = new StreamContent(new LimitedResponseStream(await answer.ReadAsStreamAsync(cancellationToken), host, maxResponseBytes));
        foreach (var (name, values) in answer.Headers.NonValidated)
        {
            limited.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = limited;
        return response;
    }
}
