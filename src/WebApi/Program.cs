using System.Collections;
using SkillFlaw.Storage;
using SkillFlaw.WebApi;
using SkillFlaw.WebApi.Settings;
using SkillFlaw.WebApi.Start;

try
{
    var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(each => (string)each.Key, each => (string?)each.Value ?? "");
    var settings = SettingsReader.Read(environment);
    if (args is [HealthProbe.Argument])
    {
        return await HealthProbe.AskAsync(settings);
    }

    await using var server = await SkillFlawServer.BuildAsync(settings, Console.Out, CancellationToken.None);
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
catch (Exception failure) when (StorageFailure.IsUnavailable(failure))
{
    await Console.Error.WriteLineAsync($"The database cannot be reached: {failure.GetBaseException().Message}");
    return 1;
}
