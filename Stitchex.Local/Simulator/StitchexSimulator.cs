using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Stitchex.Local.Simulator.Api;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Generation;
using Stitchex.Local.Simulator.Records;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Simulator;

/// <summary>Stitchex as the receiver sees it: an API to fetch records from, and webhooks that tell of their changes.</summary>
internal sealed partial class StitchexSimulator(TimeProvider time, ILoggerFactory? loggers = null) : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers = loggers ?? NullLoggerFactory.Instance;
    private WebApplication? _server;
    private SimulatorFile? _file;
    private bool _isDisposed;

    public StitchexSimulatorOptions Options => Get<StitchexSimulatorOptions>();

    public Uri BaseAddress => new(Server.Urls.Single());

    /// <summary>Gets the faults of the API: add one, end it, or clear them all.</summary>
    public FaultInjector Faults => Get<FaultInjector>();

    public RequestLog Requests => Get<RequestLog>();

    public RequestRateLimit RateLimit => Get<RequestRateLimit>();

    public TokenStore Tokens => Get<TokenStore>();

    public CurrentOrganisation CurrentOrganisation => Get<CurrentOrganisation>();

    public ReplicaLag Lag => Get<ReplicaLag>();

    public RecordStore Records => Get<RecordStore>();

    public WebhookSender Webhooks => Get<WebhookSender>();

    private WebApplication Server => _server ?? throw new InvalidOperationException("The simulator has not been started.");

    /// <summary>Starts, with what the data file holds if there is one.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public async Task StartAsync(StitchexSimulatorOptions options, CancellationToken cancellationToken)
    {
        if (_server is not null)
        {
            throw new InvalidOperationException("The simulator was started before.");
        }

        var earlier = options.DataFile is { } read ? SimulatorFile.Read(read) : null;
        var seed = earlier is null ? options.Seed : SimulatorFile.SeedAfter(earlier, options.Seed);
        _server = SimulatorServer.Build(options with { Seed = seed }, time, _loggers);
        if (options.DataFile is { } path)
        {
            await GoOnAsync(path, earlier!, cancellationToken);
        }

        await _server.StartAsync(cancellationToken);
        var (logger, address) = (_loggers.CreateLogger<StitchexSimulator>(), BaseAddress);
        Log.Started(logger, address);
    }

    /// <inheritdoc cref="RecordEditor.Create"/>
    public SimulatedChange Create(
        string resource,
        Action<JsonObject>? change = null,
        long? organisationId = null,
        int? lines = null,
        bool announce = true) => Get<RecordEditor>().Create(resource, change, organisationId, lines, announce);

    /// <inheritdoc cref="RecordEditor.Update"/>
    public SimulatedChange Update(string resource, string id, Action<JsonObject>? change = null, bool announce = true) =>
        Get<RecordEditor>().Update(resource, id, change, announce);

    public SimulatedChange Delete(string resource, string id, bool announce = true) =>
        Get<RecordEditor>().Delete(resource, id, announce);

    /// <inheritdoc cref="RecordEditor.Put"/>
    public SimulatedChange Put(string resource, ReadOnlyMemory<byte> json, long? organisationId = null, bool announce = true) =>
        Get<RecordEditor>().Put(resource, json, organisationId, announce);

    /// <summary>Gets what a receiver that missed nothing must end with, record by record.</summary>
    /// <remarks>
    /// Left out are records of other organisations, and those whose newest version no webhook told of, unless all are wanted.
    /// </remarks>
    public IReadOnlyList<ExpectedRecord> RecordsToExpect(long? organisationId = null, bool all = false)
    {
        var organisation = organisationId ?? Options.Organisations[0].Id;
        return
        [
            .. Records.All()
                .Select(history => history[^1])
                .Where(version => (all || version.IsAnnounced) && version.OrganisationId == organisation)
                .Select(version => new ExpectedRecord(version.Resource, version.Id, version.Json)),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null || _isDisposed)
        {
            return;
        }

        _isDisposed = true;

        // Responses that hang would otherwise be waited for.
        Faults.Clear();
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
        await (_file?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task GoOnAsync(string path, SimulatorState earlier, CancellationToken cancellationToken)
    {
        var file = new SimulatorFile(path, earlier, Records, Get<RecordGenerator>(), Webhooks, _loggers.CreateLogger<SimulatorFile>());
        foreach (var resource in earlier.LastIds.Keys.Concat(earlier.Versions.Select(version => version.Resource)).Distinct())
        {
            // One that nobody knows is served as soon as it has a record.
            Get<ServedResources>().For(resource);
        }

        await file.StartAsync(time, cancellationToken);
        _file = file;
    }

    private T Get<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The simulated Stitchex listens on {Address}")]
        public static partial void Started(ILogger logger, Uri address);
    }
}
