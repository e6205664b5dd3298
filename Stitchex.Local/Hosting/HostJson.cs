using Microsoft.Extensions.Configuration;

namespace Stitchex.Local.Hosting;

/// <summary>What the host reads from host.json.</summary>
internal sealed record HostJson
{
    private static readonly TimeSpan DefaultFunctionTimeout = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan ShortestFunctionTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NoFunctionTimeout = TimeSpan.FromDays(-1);

    /// <summary>Gets the first segments of all routes of functions.</summary>
    public required string RoutePrefix { get; init; }

    /// <summary>Gets how long a function may run; infinite if there is no limit.</summary>
    public required TimeSpan FunctionTimeout { get; init; }

    /// <summary>Gets how queues are polled.</summary>
    public required QueueSettings Queues { get; init; }

    /// <summary>Gets the section <c>logging</c>.</summary>
    public required IConfigurationSection Logging { get; init; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="FunctionsHostException">It cannot be read or has values that the host would refuse.</exception>
    public static HostJson Read(string path)
    {
        try
        {
            var file = new ConfigurationBuilder().AddJsonFile(path, optional: true).Build();
            var timeout = file.GetValue<TimeSpan?>("functionTimeout") ?? DefaultFunctionTimeout;
            var queues = file.GetSection("extensions:queues").Get<QueueSettings>() ?? new();
            string[] faults = [.. FindFaults(timeout), .. queues.FindFaults()];

            return faults.Length > 0 ? throw new FunctionsHostException(faults) : new()
            {
                RoutePrefix = file["extensions:http:routePrefix"] ?? "api",
                FunctionTimeout = timeout == NoFunctionTimeout ? Timeout.InfiniteTimeSpan : timeout,
                Queues = queues,
                Logging = file.GetSection("logging"),
            };
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            throw new FunctionsHostException($"'{path}' cannot be read: {exception.Message} {exception.InnerException?.Message}".TrimEnd());
        }
    }

    private static IEnumerable<string> FindFaults(TimeSpan timeout)
    {
        if (timeout != NoFunctionTimeout && timeout < ShortestFunctionTimeout)
        {
            yield return $"host.json: functionTimeout is {timeout}; it must be at least {ShortestFunctionTimeout}, or -1 for none.";
        }
    }
}
