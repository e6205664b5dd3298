namespace Stitchex.Local.Operator;

/// <summary>A record that a deployment found.</summary>
/// <param name="Resource">Its resource.</param>
/// <param name="RecordId">Its id.</param>
/// <param name="FoundBy">What led to it.</param>
/// <param name="Numbers">The numbers that people know it by.</param>
/// <param name="IsDeleted">Whether it was deleted.</param>
internal sealed record FoundRecordView(string Resource, string RecordId, string FoundBy, IReadOnlyList<NumberView> Numbers, bool IsDeleted);
