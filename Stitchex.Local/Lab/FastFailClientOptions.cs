using Azure.Core;

namespace Stitchex.Local.Lab;

/// <summary>How long the demo waits for storage, which is on the same machine.</summary>
internal static class FastFailClientOptions
{
    /// <summary>Makes a client give up soon.</summary>
    public static T Short<T>(T options)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = 1;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        return options;
    }
}
