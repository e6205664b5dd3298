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

    /// <summary>Gets the section <c>extensions</c>, which Microsoft's listeners read by themselves.</summary>
    public required IConfigurationSection Extensions { get; init; }

    public required IConfigurationSection Logging { get; init; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="FunctionsHostException">It is missing, cannot be read, or has values that the host would refuse.</exception>
    public static HostJson Read(string path)
    {
        try
        {
            var file = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false).Build();
            var timeout = file.GetValue<TimeSpan?>("functionTimeout") ?? DefaultFunctionTimeout;
            if (timeout != NoFunctionTimeout && timeout < ShortestFunctionTimeout)
            {
                throw new FunctionsHostException(
                    $"host.json: functionTimeout is {timeout}; it must be at least {ShortestFunctionTimeout}, or -1 for none.");
            }

            return new()
            {
                RoutePrefix = file["extensions:http:routePrefix"] ?? "api",
                FunctionTimeout = timeout == NoFunctionTimeout ? Timeout.InfiniteTimeSpan : timeout,
                Extensions = file.GetSection("extensions"),
                Logging = file.GetSection("logging"),
            };
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or FileNotFoundException)
        {
            throw new FunctionsHostException($"'{path}' cannot be read: {exception.Message} {exception.InnerException?.Message}".TrimEnd());
        }
    }
}
