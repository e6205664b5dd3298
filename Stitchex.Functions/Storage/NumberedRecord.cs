namespace Stitchex.Functions.Storage;

/// <summary>A record that a number leads to.</summary>
/// <param name="PartitionKey">The record's partition.</param>
/// <param name="Resource">Its resource.</param>
/// <param name="RecordId">Its id.</param>
/// <param name="Name">The member that has the number.</param>
internal sealed record NumberedRecord(string PartitionKey, string Resource, string RecordId, string Name);
