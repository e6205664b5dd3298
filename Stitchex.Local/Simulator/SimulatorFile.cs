using System.Text.Json;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Simulator.Generation;
using Stitchex.Local.Simulator.Records;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Simulator;

/// <summary>Keeps in a file what the simulated Stitchex has, and what it has not told yet, so that the next one goes on there.</summary>
internal sealed partial class SimulatorFile : IAsyncDisposable
{
    // As many as there are sequences of chance, which have consecutive seeds.
    private const int SeedsPerStart = 3;

    // How many ids of a resource may have been given after the last time that the file was written, if the process was killed.
    private const int LostIds = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly SimulatorState _earlier;
    private readonly RecordStore _records;
    private readonly RecordGenerator _generator;
    private readonly WebhookSender _webhooks;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ending = new();
    private Task _saving = Task.CompletedTask;
    private (int Changes, IReadOnlyList<WebhookEvent> Undelivered) _saved;

    /// <summary>Puts what the file held into the parts of a simulator that has just been built.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="earlier">What <see cref="Read"/> gave.</param>
    /// <param name="records">Where records are kept.</param>
    /// <param name="generator">Where ids come from.</param>
    /// <param name="webhooks">What tells of changes.</param>
    /// <param name="logger">Is told when the file cannot be written.</param>
    public SimulatorFile(
        string path,
        SimulatorState earlier,
        RecordStore records,
        RecordGenerator generator,
        WebhookSender webhooks,
        ILogger<SimulatorFile> logger)
    {
        (_path, _earlier, _records, _generator, _webhooks, _logger) = (path, earlier, records, generator, webhooks, logger);
        foreach (var version in earlier.Versions)
        {
            records.Append(new(version.Resource, version.Id), _ => version.ToRecordVersion());
        }

        foreach (var (resource, id) in earlier.LastIds)
        {
            generator.GoOnAfter(resource, earlier.IsComplete ? id : id + LostIds);
        }

        webhooks.Remember(earlier.Undelivered.Select(webhook => new WebhookEvent(webhook.Name, webhook.RecordId, webhook.Body)));
    }

    /// <summary>Reads a file; nothing is in one that is not there.</summary>
    /// <exception cref="InvalidDataException">The file is not one that was written here.</exception>
    public static SimulatorState Read(string path)
    {
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), SimulatorJson.Default.SimulatorState)
                    ?? throw new JsonException("It holds nothing.")
                : new() { Starts = 0, IsComplete = true, LastIds = new Dictionary<string, long>(), Versions = [], Undelivered = [] };
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"'{path}' cannot be read: {e.Message} Choose another folder for the data, or delete this whole folder to start over.", e);
        }
    }

    /// <summary>Gives the seed of the next start, so that what was left to chance is not repeated.</summary>
    public static int SeedAfter(SimulatorState earlier, int seed) => unchecked(seed + (SeedsPerStart * earlier.Starts));

    /// <summary>Writes the file, and from now on whenever something has changed.</summary>
    public async Task StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        await SaveAsync(isComplete: false, cancellationToken);
        _saving = SaveChangesAsync(time);
    }

    /// <summary>Writes the file for the last time.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _saving;
        await SaveAsync(isComplete: true, CancellationToken.None);
        _ending.Dispose();
    }

    private async Task SaveChangesAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                if (_saved.Changes != _records.Changes || !_saved.Undelivered.SequenceEqual(_webhooks.Undelivered))
                {
                    await TrySaveAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The last time is the end's.
        }
    }

    private async Task TrySaveAsync()
    {
        try
        {
            await SaveAsync(isComplete: false, _ending.Token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(_logger, _path, e);
        }
    }

    private async Task SaveAsync(bool isComplete, CancellationToken cancellationToken)
    {
        // In this order: a version that is not in the file yet may have its id there, and its webhook; never the other way round.
        var changes = _records.Changes;
        List<SavedVersion> versions = [.. _records.All().SelectMany(history => history).Select(SavedVersion.From)];
        var undelivered = _webhooks.Undelivered;
        var state = new SimulatorState
        {
            Starts = _earlier.Starts + 1,
            IsComplete = isComplete,
            LastIds = _generator.LastIds,
            Versions = versions,
            Undelivered = [.. undelivered.Select(webhook => new SavedWebhook(webhook.Name, webhook.RecordId, webhook.Body))],
        };

        // Whoever is killed while writing leaves the file as it was.
        var temporary = _path + ".tmp";
        await using (var file = File.Create(temporary))
        {
            await JsonSerializer.SerializeAsync(file, state, SimulatorJson.Default.SimulatorState, cancellationToken);
        }

        File.Move(temporary, _path, overwrite: true);
        _saved = (changes, undelivered);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "What Stitchex has cannot be written to {Path}; it is tried again")]
        public static partial void NotWritten(ILogger logger, string path, Exception exception);
    }
}
