namespace Stitchex.Functions.Protocol;

/// <summary>A record as a list shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its <c>updated_at</c>; null where it has none that can be read.</param>
/// <param name="Hash">The hash of its content, as in <see cref="FetchedRecord"/>.</param>
internal sealed record ListedRecord(string Id, DateTimeOffset? Version, string Hash);
