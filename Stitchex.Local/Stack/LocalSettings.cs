using Stitchex.Local.Simulator;

namespace Stitchex.Local.Stack;

/// <summary>The app's settings on a laptop: the simulated Stitchex, and waits of seconds where the defaults have minutes, so that one can watch.</summary>
internal static class LocalSettings
{
    /// <summary>The setting that holds the connection string of storage.</summary>
    public const string Storage = "AzureWebJobsStorage";

    public static Dictionary<string, string> Create(StitchexSimulator simulator, string connection) => new(SettingNames.Comparer)
    {
        [Storage] = connection,
        ["Stitchex__Api__BaseAddress"] = simulator.BaseAddress.AbsoluteUri,
        ["Stitchex__Api__Email"] = simulator.Options.Email,
        ["Stitchex__Api__Password"] = simulator.Options.Password,
        ["Stitchex__Api__OrganisationId"] = $"{simulator.Options.Organisations[0].Id}",
        ["Stitchex__Api__RequestsPerMinute"] = "6000",
        ["Stitchex__Processing__RetryDelay"] = "00:00:01",
        ["Stitchex__Processing__MaxRetryDelay"] = "00:00:05",
        ["Stitchex__Processing__LockedRecordDelay"] = "00:00:01",
        ["Stitchex__Processing__LagWindow"] = "00:00:10",
        ["Stitchex__Processing__SecondLook"] = "00:00:03",
    };
}
