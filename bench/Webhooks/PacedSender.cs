using System.Diagnostics;
using System.Net.Http.Headers;

namespace SkillFlaw.Bench.Webhooks;

/// <summary>Sends webhooks at an even pace, whatever the answers take, and notes how long each took from the moment at which it was due.</summary>
internal sealed class PacedSender(HttpClient client, string path, string body) : IDisposable
{
    private readonly byte[] _body = System.Text.Encoding.UTF8.GetBytes(body);

    /// <summary>Sends for a while.</summary>
    /// <returns>How long each took, in milliseconds, the shortest first.</returns>
    public async Task<double[]> SendAsync(double perSecond, TimeSpan time, Func<bool>? goesOn = null)
    {
        var watch = Stopwatch.StartNew();
        var sending = new List<Task<double>>();
        for (var number = 0; watch.Elapsed < time && goesOn?.Invoke() is not false; number++)
        {
            var due = TimeSpan.FromSeconds(number / perSecond);
            if (due - watch.Elapsed is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }

            sending.Add(Task.Run(() => SendAsync(watch, due)));
        }

        var took = await Task.WhenAll(sending);
        Array.Sort(took);
        return took;
    }

    public void Dispose() => client.Dispose();

    private async Task<double> SendAsync(Stopwatch watch, TimeSpan due)
    {
        using var content = new ByteArrayContent(_body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await client.PostAsync(path, content);
        return answer.StatusCode is System.Net.HttpStatusCode.Accepted
            ? (watch.Elapsed - due).TotalMilliseconds
            : throw new InvalidOperationException($"A webhook was answered with {(int)answer.StatusCode}.");
    }
}
