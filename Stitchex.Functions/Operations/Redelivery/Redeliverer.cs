using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Redelivery;

/// <summary>
/// Has records delivered again though they did not change. A redelivery is an event of its own, so it is retried, listed and dead-lettered
/// as any other.
/// </summary>
internal sealed partial class Redeliverer(EventStorage storage, StorageClock clock, ILogger<Redeliverer> logger)
{
    private const int HashLength = 32;

    /// <summary>Whether there is anything of a record to deliver again.</summary>
    public static bool WasDelivered(RecordRow record) => (record.Hash ?? record.PendingHash) is not null && record.ForgottenAt is null;

    /// <summary>Names a record as Stitchex does, where its keys are only hashes of that.</summary>
    /// <param name="resource">Its resource, or the part of a key that stands for it.</param>
    /// <param name="recordId">Its id, or the part of a key that stands for it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Null where no event is left that tells.</returns>
    public async Task<(string Resource, string RecordId)?> FindAsync(string resource, string recordId, CancellationToken cancellationToken)
    {
        if (!KeyPart.IsHashed(resource) && !KeyPart.IsHashed(recordId))
        {
            return (resource, recordId);
        }

        var partition = RecordHistory.PartitionKeyOf(resource, recordId);
        var events = await storage.Store.ReadEventsAsync(partition, afterRowKey: null, count: 1, cancellationToken);
        return events is [{ RecordId: { } id } row] ? (row.Resource, id) : null;
    }

    /// <summary>Has one record redelivered.</summary>
    /// <returns>The id of the redelivery.</returns>
    public Task<StitchexEventId> RedeliverAsync(
        string resource, string recordId, string redeliverTo, string? by, CancellationToken cancellationToken)
    {
        var hash = RandomNumberGenerator.GetHexString(HashLength, lowercase: true);
        return StoreAsync(resource, recordId, redeliverTo, hash, clock.UtcNow, by, cancellationToken);
    }

    /// <summary>Has one record redelivered by a job. The page of a job that is repeated makes the same redeliveries.</summary>
    /// <returns>The id of the redelivery; null when nobody knows any more what Stitchex calls the record.</returns>
    public async Task<StitchexEventId?> RedeliverAsync(Job job, string partitionKey, CancellationToken cancellationToken)
    {
        var recordKey = partitionKey[(KeyPart.FromName(job.Resource!).Length + 1)..];
        return await FindAsync(job.Resource!, recordKey, cancellationToken) is var (resource, recordId)
            ? await StoreAsync(job, resource, recordId, cancellationToken)
            : null;
    }

    /// <summary>Has the record of an event redelivered by a job.</summary>
    /// <returns>The id of the redelivery; null when nothing of the record was delivered yet.</returns>
    public async Task<StitchexEventId?> RedeliverAsync(Job job, EventRow row, CancellationToken cancellationToken) =>
        row.RecordId is { } recordId
        && await storage.Store.ReadRecordAsync(row.Id.PartitionKey, cancellationToken) is { IsUnreadable: false } record
        && WasDelivered(record)
            ? await StoreAsync(job, row.Resource, recordId, cancellationToken)
            : null;

    private Task<StitchexEventId> StoreAsync(Job job, string resource, string recordId, CancellationToken cancellationToken)
    {
        var hash = KeyPart.Hash(Encoding.UTF8.GetBytes(job.Id));
        return StoreAsync(resource, recordId, job.RedeliverTo!, hash, job.ResentAt ?? job.UpdatedAt, job.By, cancellationToken);
    }

    private async Task<StitchexEventId> StoreAsync(
        string resource,
        string recordId,
        string redeliverTo,
        string hash,
        DateTimeOffset receivedAt,
        string? by,
        CancellationToken cancellationToken)
    {
        var row = new EventRow
        {
            Id = StitchexEventId.Create(resource, recordId, EventRow.RedeliverAction, hash),
            Name = $"{resource}_{EventRow.RedeliverAction}",
            Resource = resource,
            Action = EventRow.RedeliverAction,
            RecordId = recordId,
            ReceivedAt = receivedAt,
            OpenedAt = receivedAt,
            RedeliverTo = redeliverTo,
            Actions = ActionHistory.Empty.With(new OperatorAction(receivedAt, OperatorAction.Redelivered, by)),
        };
        await storage.AddAsync(row, TimeSpan.Zero, cancellationToken);
        Log.Redelivered(logger, row.Id, redeliverTo, by);
        return row.Id;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 431,
            EventName = "Redelivered",
            Level = LogLevel.Information,
            Message = "{Id} redelivers its record to {Handlers}, as {Operator} asked.")]
        public static partial void Redelivered(ILogger logger, StitchexEventId id, string handlers, string? @operator);
    }
}
