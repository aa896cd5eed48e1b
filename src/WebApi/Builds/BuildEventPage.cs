using System.Text;
using SkillFlaw.Grains.Builds;

namespace SkillFlaw.WebApi.Builds;

/// <summary>Answers a poll with what there is (semantics section 4.2).</summary>
internal sealed class BuildEventPage(IReadOnlyList<BuildEventBatch> batches, bool repeatsEnd) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var text = new StringBuilder();
        foreach (var line in batches.SelectMany(batch => Encoding.UTF8.GetString(batch.Lines.AsSpan()).Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(line).Append("\n\n");
        }

        if (text.Length == 0 && repeatsEnd)
        {
            text.Append("{\"event\":\"end\",\"data\":{}}\n\n");
        }

        httpContext.Response.ContentType = BuildEventStream.Lines;
        BuildEventStream.SetHeaders(httpContext.Response);
        await httpContext.Response.WriteAsync(text.ToString(), httpContext.RequestAborted);
    }
}
