using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Projects;

namespace SkillFlaw.WebApi.Flows;

/// <summary>Flows as an archive to keep or to give away: a file for each, without the values of keys and tokens. Written while it is read.</summary>
/// <param name="disposition">The header with the file's name.</param>
/// <param name="flows">The flows.</param>
internal sealed class FlowZip(string disposition, IAsyncEnumerable<FlowAnswer> flows) : IResult
{
    public const string ContentType = "application/x-zip-compressed";

    // What no system takes in the name of a file, or takes for a part of a path.
    private const string NotInNames = "/\\:*?\"<>|";
    private const int LongestName = 100;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancellationToken = httpContext.RequestAborted;
        httpContext.Response.ContentType = ContentType;
        httpContext.Response.Headers.ContentDisposition = disposition;
        var json = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var body = httpContext.Response.BodyWriter;
        using (var zip = new ZipArchive(new BufferedWrites(body), ZipArchiveMode.Create))
        {
            await foreach (var flow in flows.WithCancellation(cancellationToken))
            {
                var name = NumberedName.FreeOf(FileNameOf(flow.Name), names, " (", ")");
                names.Add(name);
                using (var file = zip.CreateEntry($"{name}.json").Open())
                {
                    JsonSerializer.Serialize(file, flow.WithoutKeys(), json);
                }

                await body.FlushAsync(cancellationToken);
            }
        }

        await body.FlushAsync(cancellationToken);
    }

    /// <summary>A user's text as the name of a file that leads nowhere else.</summary>
    private static string FileNameOf(string name)
    {
        var file = new StringBuilder(Math.Min(name.Length, LongestName));
        foreach (var rune in name.EnumerateRunes())
        {
            file.Append(Rune.IsControl(rune) || (rune.IsAscii && NotInNames.Contains((char)rune.Value, StringComparison.Ordinal)) ? "_" : rune.ToString());
            if (file.Length >= LongestName)
            {
                break;
            }
        }

        return file.ToString().Trim('.', ' ') is { Length: > 0 } trimmed ? trimmed : "_";
    }
}
