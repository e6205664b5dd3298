using System.Globalization;
using System.Net;
using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>
/// The stage of a case: the app on an account of its own, a simulated Stitchex, a handler that keeps a journal, and one clock for the app and its storage. The
/// classes below it are, case by case, sequences that broke drafts of the protocol.
/// </summary>
public abstract class ProtocolCase(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    /// <summary>The request that stores an event.</summary>
    internal const string Insert = "POST StitchexEvents";

    /// <summary>The request that puts a message into the queue.</summary>
    internal const string Enqueue = "POST stitchex-events/messages";

    /// <summary>The request that writes an index entry.</summary>
    internal const string IndexEntry = "StitchexEventIndex(";

    /// <summary>The request that changes an event and its record.</summary>
    internal const string Transaction = "POST $batch";

    internal FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    internal HandlerJournal Journal { get; } = new();

    internal StitchexSimulator Stitchex { get; private set; } = null!;

    internal ReceiverApp App { get; private set; } = null!;

    internal StorageFaults Faults => App.Faults;

    internal EventReplayer Replayer => App.Services.GetRequiredService<EventReplayer>();

    /// <summary>Gets the versions that were delivered, as the records say them; "deleted" for a deletion.</summary>
    internal IEnumerable<string> Delivered => Journal.Changes.Select(change => change.IsDeleted ? "deleted" : NoteOf(change.Record));

    public async Task InitializeAsync()
    {
        Stitchex = await SimulatedStitchex.StartAsync();
        App = await StartAppAsync();
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Stitchex.DisposeAsync();
    }

    /// <summary>Starts another app, with settings of its own.</summary>
    internal Task<ReceiverApp> StartAppAsync(Action<IServiceCollection>? configure = null, params (string Name, string Value)[] settings) => ReceiverApp.StartAsync(
        azurite,
        SimulatedStitchex.SettingsFor(Stitchex, settings),
        services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            services.AddSingleton(Journal).AddRecordHandler<RecordingHandler>();
            configure?.Invoke(services);
        });

    /// <summary>Makes an invoice whose content says <paramref name="note"/>, and tells nobody.</summary>
    internal SimulatedChange Create(string note = "v1") => Stitchex.Create("invoice", record => record["notes"] = note);

    /// <summary>Changes an invoice.</summary>
    internal SimulatedChange Update(string id, string note) => Stitchex.Update("invoice", id, record => record["notes"] = note);

    /// <summary>A body that says that an invoice changed, and nothing of its version.</summary>
    internal static byte[] Unversioned(string id) => Encoding.UTF8.GetBytes($$$"""{"event":"invoice_update","invoice":{"id":{{{id}}}}}""");

    /// <summary>Delivers the webhook of a change once.</summary>
    internal async Task<HttpStatusCode> DeliverAsync(SimulatedChange change) => (await App.ReceiveAsync(SimulatedStitchex.BodyOf(change))).Status;

    /// <summary>Delivers a body once.</summary>
    internal async Task<HttpStatusCode> DeliverAsync(byte[] body) => (await App.ReceiveAsync(body)).Status;

    /// <summary>Processes what is due.</summary>
    internal Task<int> ProcessAsync() => App.ProcessAllAsync();

    /// <summary>Takes the visible messages out of the queue.</summary>
    internal async Task<IReadOnlyList<EventMessage>> TakeAsync()
    {
        var messages = await App.PeekAsync();
        await App.Queue.ClearMessagesAsync();
        return messages;
    }

    /// <summary>Starts to process a message, and hands the test the moment at which the handler has it.</summary>
    internal async Task<(Task Processing, TaskCompletionSource Go, CancellationToken Cancelled)> HoldInHandlerAsync(EventMessage message)
    {
        var (there, go) = (new TaskCompletionSource<CancellationToken>(), new TaskCompletionSource());
        Journal.Behaviour = async (_, cancellationToken) =>
        {
            Journal.Behaviour = (_, _) => Task.CompletedTask;
            there.SetResult(cancellationToken);
            await go.Task;
            cancellationToken.ThrowIfCancellationRequested();
        };
        var processing = Task.Run(() => App.ProcessAsync(message));
        return (processing, go, await there.Task.WaitAsync(Eventually.Deadline));
    }

    /// <summary>Lets time pass for the app and its storage, in steps, and processes what becomes due.</summary>
    internal async Task LaterAsync(TimeSpan time, TimeSpan? step = null)
    {
        var length = step ?? TimeSpan.FromMinutes(1);
        for (var passed = TimeSpan.Zero; passed < time; passed += length)
        {
            await AdvanceAsync(length);
            await ProcessAsync();
        }
    }

    /// <summary>Lets time pass for the app and its storage.</summary>
    internal async Task AdvanceAsync(TimeSpan time)
    {
        await App.Account.AdvanceClockAsync(time);
        Time.Advance(time);
        await App.LearnTimeAsync();
    }

    /// <summary>State and outcome of the only event.</summary>
    internal async Task<string> OnlyEventAsync() => Describe(await App.OnlyEventRowAsync());

    /// <summary>The id of the only event that is stored.</summary>
    internal async Task<StitchexEventId> OnlyIdAsync()
    {
        var row = await App.OnlyEventRowAsync();
        return StitchexEventId.TryParse($"{row.PartitionKey}.{row.RowKey["event.".Length..]}", out var id) ? id : throw new InvalidOperationException(row.RowKey);
    }

    /// <summary>State and outcome of an event.</summary>
    internal static string Describe(TableEntity row) => row.GetString("Outcome") is { Length: > 0 } outcome ? $"{row.GetString("State")}/{outcome}" : row.GetString("State");

    /// <summary>State and outcome of all events, in no order.</summary>
    internal async Task<IEnumerable<string>> EventsAsync() => (await App.EventRowsAsync()).Select(Describe).Order(StringComparer.Ordinal);

    /// <summary>What the archive has of an invoice; null when it has nothing.</summary>
    internal async Task<string?> ArchivedAsync(string id)
    {
        var blob = App.Records.GetBlobClient(BlobRecordArchive.NameOf("invoice", id));
        return await blob.ExistsAsync() ? NoteOf((await blob.DownloadContentAsync()).Value.Content.ToMemory()) : null;
    }

    internal static string NoteOf(ReadOnlyMemory<byte> record) => RecordText.TextOf(record, "notes") ?? Encoding.UTF8.GetString(record.Span);

    internal static int Number(TableEntity row, string name) => Convert.ToInt32(row[name], CultureInfo.InvariantCulture);
}
