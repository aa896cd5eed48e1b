using System.Diagnostics;
using System.Net;
using System.Text;

namespace SkillFlaw.FakeOpenAI.Tests;

public sealed class ProgramTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Run_WithPort_PrintsItsAddressAndAnswers()
    {
        using var program = Start("--port", "0", "--api-key", "sk-test");
        try
        {
            var line = await program.StandardOutput.ReadLineAsync().WaitAsync(_limit);
            var address = line!.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal));
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization = new("Bearer", "sk-test");
            using var content = new StringContent(
                """{"model":"m","messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");

            using var response = await http.PostAsync($"{address}/chat/completions", content);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("echo: hello", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            program.Kill();
        }
    }

    [Theory]
    [InlineData("--port", "none")]
    [InlineData("--port")]
    [InlineData("--help")]
    public async Task Run_WithWrongArguments_TellsTheRightOnes(params string[] arguments)
    {
        using var program = Start(arguments);

        var error = await program.StandardError.ReadToEndAsync().WaitAsync(_limit);
        await program.WaitForExitAsync().WaitAsync(_limit);

        Assert.StartsWith("Usage: ", error, StringComparison.Ordinal);
        Assert.Equal(2, program.ExitCode);
    }

    private static Process Start(params string[] arguments)
    {
        var assembly = typeof(FakeOpenAIServer).Assembly.Location;
        return Process.Start(new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
