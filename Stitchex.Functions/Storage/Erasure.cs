namespace Stitchex.Functions.Storage;

/// <summary>That a record was erased: who, when and why. It is kept for as long as the table.</summary>
/// <param name="Resource">The record's resource, as keys have it.</param>
/// <param name="RecordId">The record's id, as keys have it: a hash where it is not safe in a key.</param>
/// <param name="At">When it was asked for.</param>
/// <param name="By">Who asked for it: a person, or the name of a key; null where that is not known.</param>
/// <param name="Reason">Why.</param>
/// <param name="StayForgotten">Whether webhooks of the record that come later are not kept either.</param>
internal sealed record Erasure(string Resource, string RecordId, DateTimeOffset At, string? By, string Reason, bool StayForgotten)
{
    /// <summary>Gets what it is found by. Later ones come first.</summary>
    public string Key => $"{IndexEntry.RowKeyOf(At)}.{Resource}.{RecordId}";
}
