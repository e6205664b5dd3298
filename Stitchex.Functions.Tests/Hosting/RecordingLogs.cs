using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Stitchex.Functions.Tests.Hosting;

/// <summary>Keeps what is logged, for a test to look at.</summary>
public sealed class RecordingLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = [];

    /// <summary>Gets each entry: level, category, message, and the exception if there is one.</summary>
    public IReadOnlyCollection<string> Lines => [.. _lines];

    /// <summary>Waits until a text was logged, so many times.</summary>
    public Task ShowAsync(string text, int times = 1) =>
        Eventually.GivesAsync(
            () => Task.FromResult(Lines.Count(line => line.Contains(text, StringComparison.Ordinal))),
            count => count >= times,
            what: $"'{text}' is logged {times} times");

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}".TrimEnd());
    }
}
