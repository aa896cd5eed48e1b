using System.Net;
using SkillFlaw.Silo;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.Server;

public sealed class RoleTests
{
    [Fact]
    public async Task Silo_AnswersHowItIs_AndNothingElse()
    {
        var folder = Directory.CreateTempSubdirectory("skillflaw-silo-");
        var settings = SettingsReader.Read(new Dictionary<string, string>
        {
            ["SKILLFLAW_PORT"] = "0",
            ["SKILLFLAW_CONFIG_DIR"] = folder.FullName,
            ["SKILLFLAW_LOG_LEVEL"] = "critical",
        });
        settings.Role = NodeRole.Silo;
        await using (var silo = await SkillFlawServer.BuildAsync(settings, TextWriter.Null, CancellationToken.None))
        {
            await silo.StartAsync();
            using var client = new HttpClient { BaseAddress = new Uri(silo.Urls.First()) };

            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health_check")).StatusCode);
            foreach (var path in new[] { "/api/v1/flows/", "/api/v1/auto_login", "/docs", "/openapi.json" })
            {
                Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path)).StatusCode);
            }

            await silo.StopAsync();
        }

        folder.Delete(recursive: true);
    }
}
