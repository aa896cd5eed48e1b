using System.Collections;
using SkillFlaw.Storage;
using SkillFlaw.WebApi;
using SkillFlaw.WebApi.Settings;

try
{
    var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(each => (string)each.Key, each => (string?)each.Value ?? "");
    await using var server = await SkillFlawServer.BuildAsync(SettingsReader.Read(environment), Console.Out, CancellationToken.None);
    try
    {
        await server.StartAsync();
    }
    catch
    {
        // What has begun is stopped, or it would be taken for broken when it is disposed of.
        await server.StopAsync();
        throw;
    }

    await server.WaitForShutdownAsync();
    return 0;
}
catch (Exception failure) when (failure is InvalidSettingsException or StorageUnavailableException or IOException)
{
    // A sentence for whoever started the server; a trace would only hide it.
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
