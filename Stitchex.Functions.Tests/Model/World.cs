using System.Collections.Immutable;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Everything that there is at one moment of a run.</summary>
internal sealed record World
{
    /// <summary>The handlers' names, as the record's row keeps them.</summary>
    public static readonly string[] Handlers = ["A", "B"];

    /// <summary>Gets the events' rows; null before an event was stored.</summary>
    public required ImmutableArray<EventRow?> Rows { get; init; }

    /// <summary>Gets the events' index entries in the index.</summary>
    public required ImmutableArray<IndexEntries> IndexEntries { get; init; }

    /// <summary>Gets the deliveries.</summary>
    public required ImmutableArray<Sender> Senders { get; init; }

    /// <summary>Gets what may still go wrong.</summary>
    public required Budget Budget { get; init; }

    /// <summary>Gets the record's row.</summary>
    public RecordRow Record { get; init; } = new();

    /// <summary>Gets the messages that nobody holds, in order.</summary>
    public ImmutableArray<QueuedMessage> Messages { get; init; } = [];

    /// <summary>Gets the processors.</summary>
    public ImmutableArray<Worker> Workers { get; init; } = [Worker.Idle, Worker.Idle];

    /// <summary>Gets what each handler was given.</summary>
    public ImmutableArray<Journal> Journals { get; init; } = [Journal.Empty, Journal.Empty];

    /// <summary>Gets the moment of its history at which the record is.</summary>
    public int Moment { get; init; }

    /// <summary>Gets the moment that the API shows.</summary>
    public int Shown { get; init; }

    /// <summary>Gets how many events were stored, which is the model's fine time.</summary>
    public int Inserts { get; init; }

    /// <summary>Gets the highest fencing token that an attempt began with.</summary>
    public long FencingToken { get; init; }

    /// <summary>Gets how many attempts were cut off.</summary>
    public int CutOffs { get; init; }

    /// <summary>Gets the promise that the last step broke; null when it broke none.</summary>
    public string? Broken { get; init; }

    /// <summary>Gets the time.</summary>
    public DateTimeOffset Now => ModelTime.After(Inserts);

    /// <summary>Gets a value indicating whether somebody holds the record's lease.</summary>
    public bool IsLeased => Record.LeaseOwner is not null && Record.LeaseExpiresAt > Now;

    /// <summary>This world with another state of one processor.</summary>
    public World With(int processor, Worker worker) => this with { Workers = Workers.SetItem(processor, worker) };

    /// <summary>This world with another state of one delivery.</summary>
    public World With(int sender, Sender state) => this with { Senders = Senders.SetItem(sender, state) };

    /// <summary>This world with one more index entry.</summary>
    public World Pointing(int @event, IndexEntries indexEntry) =>
        this with { IndexEntries = IndexEntries.SetItem(@event, IndexEntries[@event] | indexEntry) };

    /// <summary>This world after an operator has the record redelivered to a handler, or to all.</summary>
    public World Redelivering(int @event, string to) => this with
    {
        Journals =
        [
            .. Journals.Select((j, i) =>
                to == EventRow.AllHandlers || to == Handlers[i] ? j.Redelivering(to == EventRow.AllHandlers, @event + 1) : j),
        ],
    };

    /// <summary>This world with one more message.</summary>
    public World Sending(QueuedMessage message)
    {
        var at = Messages.BinarySearch(message);
        return this with { Messages = Messages.Insert(at < 0 ? ~at : at, message) };
    }

    /// <summary>This world with other messages in the queue and in processors' hands.</summary>
    public World WithMessages(Func<QueuedMessage, QueuedMessage> change) => this with
    {
        Messages = [.. Messages.Select(change).Order()],
        Workers = [.. Workers.Select(w => w.IsBusy ? w with { Message = change(w.Message) } : w)],
    };

    /// <summary>This world with another row of an event, which others may have read before.</summary>
    public World Storing(int @event, EventRow row, int by) => this with
    {
        Rows = Rows.SetItem(@event, row),
        Workers = [.. Workers.Select((w, i) => i != by && w.Row is not null && w.Message.Event == @event ? w with { RowIsStale = true } : w)],
    };

    /// <summary>This world without an event's row and index entries.</summary>
    public World Removing(int @event) => this with
    {
        Rows = Rows.SetItem(@event, null),
        IndexEntries = IndexEntries.SetItem(@event, Model.IndexEntries.None),
        Workers = [.. Workers.Select(w => w.Row is not null && w.Message.Event == @event ? w with { RowIsStale = true } : w)],
    };

    /// <summary>This world with another row of the record, which others may have read before.</summary>
    public World Storing(RecordRow record, int by) => this with
    {
        Record = record,
        Workers = [.. Workers.Select((w, i) => i != by && w.IsBusy && w.Phase != Phase.Reading ? w with { RecordIsStale = true } : w)],
    };

    /// <summary>This world after what a processor had begun to deliver was cut off.</summary>
    public World CuttingOff(Worker worker) => worker.Dispatching is { Called: not 0 } handing
        ? this with { Journals = [.. Journals.Select((j, i) => (handing.Called & (1 << i)) != 0 ? j.CutOff(handing.Given) : j)] }
        : this;

    /// <summary>This world with a promise broken.</summary>
    public World Breaking(string promise) => this with { Broken = Broken ?? promise };
}
