using System.Text.RegularExpressions;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Searching;

/// <summary>
/// Finds records by numbers, and by their ids, with and without a resource. It costs a request or two for the number, one for each resource
/// that may be meant, and one for each record that is found, however much is stored.
/// </summary>
internal sealed partial class RecordSearch(EventStorage storage, ResourceCatalogue catalogue)
{
    /// <summary>How many records are found by a number at most.</summary>
    public const int MaxRecords = 20;

    /// <summary>Finds them.</summary>
    /// <returns>The records; whether there may be more; and where they were looked for.</returns>
    public async Task<(IReadOnlyList<FoundRecord> Records, bool HasMore, IReadOnlyList<string> LookedIn)> FindAsync(
        string text, CancellationToken cancellationToken)
    {
        var match = ResourceAndId().Match(text);
        var (words, id) = match.Success ? (match.Groups[1].Value, match.Groups[2].Value) : ("", text);
        var resources = catalogue.Named(words);
        var numbering = storage.Numbers.FindAsync(text, MaxRecords + 1, cancellationToken);
        var numberingOfThese = match.Success
            ? storage.Numbers.FindAsync(id, MaxRecords + 1, cancellationToken)
            : Task.FromResult<List<NumberedRecord>>([]);
        var ided = await Task.WhenAll(resources.Select(resource => FindByIdAsync(resource, id, cancellationToken)));
        var (numbered, numberedOfThese) = (await numbering, await numberingOfThese);
        var found = ided.OfType<NumberedRecord>()
            .Concat(numbered)
            .Concat(numberedOfThese.Where(record => resources.Contains(record.Resource)))
            .DistinctBy(record => record.PartitionKey)
            .ToList();
        var records = await Task.WhenAll(found.Take(MaxRecords).Select(record => ShowAsync(record, cancellationToken)));
        return (
            [.. records.OfType<FoundRecord>()],
            found.Count > MaxRecords || numberedOfThese.Count > MaxRecords,
            ["the numbers of records", $"the ids of {(resources.Count == 0 ? "records" : string.Join(", ", resources))}"]);
    }

    private async Task<NumberedRecord?> FindByIdAsync(string resource, string id, CancellationToken cancellationToken)
    {
        var partition = RecordHistory.PartitionKeyOf(resource, id);
        return await storage.Store.HasRowsAsync(partition, cancellationToken) ? new NumberedRecord(partition, resource, id, "id") : null;
    }

    // One whose rows were removed, as somebody's wish may have been, is not shown.
    private async Task<FoundRecord?> ShowAsync(NumberedRecord found, CancellationToken cancellationToken)
    {
        var record = await storage.Store.ReadRecordAsync(found.PartitionKey, cancellationToken);
        return record is null && found.Name != "id"
            ? null
            : new FoundRecord(
                found.Resource, found.RecordId, found.Name, [.. RecordNumbers.Parse(record?.Numbers)], record is { IsTombstone: true });
    }

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9_ -]*?)(?:\s*[/:#.]\s*|\s+)(\S+)$")]
    private static partial Regex ResourceAndId();
}
