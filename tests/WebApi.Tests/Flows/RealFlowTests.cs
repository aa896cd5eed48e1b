using System.Text;
using System.Text.Json;
using static SkillFlaw.WebApi.Flows.FlowSteps;

namespace SkillFlaw.WebApi.Flows;

/// <summary>Flows as editors of three years exported them.</summary>
[Collection(nameof(SharedServer))]
public sealed class RealFlowTests(WebServer server)
{
    public static TheoryData<string> All => Repository.Shared is { } shared
        ? [.. Directory.EnumerateFiles(Path.Combine(shared, "flows", "dev"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order()]
        : [""];

    [SharedTheory]
    [MemberData(nameof(All))]
    public async Task Upload_ComesBackAsItWas(string flow)
    {
        var user = await server.NewUserAsync();
        var file = await File.ReadAllBytesAsync(Path.Combine(Repository.Shared!, "flows", "dev", flow + ".json"));
        var data = JsonElement.Parse(Encoding.UTF8.GetString(file).TrimStart('\ufeff')).GetProperty("data").GetRawText();

        var made = (await user.Client.UploadAsync($"{FlowsPath}upload/", file).ReadAsync(201))[0];

        Assert.Equal(data, made.GetProperty("data").GetRawText());
        Assert.Equal(data, (await user.Client.ReadFlowAsync(made)).GetProperty("data").GetRawText());
        Assert.Equal(data, (await user.Client.GetAsync(FlowsPath).ReadAsync(200))[0].GetProperty("data").GetRawText());
        await user.Client.PatchFlowAsync(made, $$"""{"data":{{data}}}""").ReadAsync(200);
        Assert.Equal(data, (await user.Client.ReadFlowAsync(made)).GetProperty("data").GetRawText());
    }
}
