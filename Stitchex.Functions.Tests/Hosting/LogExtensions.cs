using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Stitchex.Functions.Tests.Hosting;

/// <summary>What a host logs.</summary>
internal static class LogExtensions
{
    /// <summary>Makes loggers that write here.</summary>
    public static ILoggerFactory CreateLoggers(this FakeLogCollector logs) =>
        LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(logs)));

    /// <summary>Waits until a text was logged, so many times.</summary>
    public static Task ShowAsync(this FakeLogCollector logs, string text, int times = 1) => Eventually.GivesAsync(
        () => Task.FromResult(logs.GetSnapshot().Count(line => line.Message.Contains(text, StringComparison.Ordinal))),
        count => count >= times,
        what: $"'{text}' is logged {times} times");
}
