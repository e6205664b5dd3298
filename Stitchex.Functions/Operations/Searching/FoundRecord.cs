using Stitchex.Functions.Events;

namespace Stitchex.Functions.Operations.Searching;

/// <summary>A record that was found.</summary>
/// <param name="Resource">Its resource.</param>
/// <param name="RecordId">Its id.</param>
/// <param name="FoundBy">What led to it: <c>id</c>, or the member that has, or had, the number.</param>
/// <param name="Numbers">The numbers that people know it by; none when it was not tried yet.</param>
/// <param name="IsDeleted">Whether what was delivered last was its deletion.</param>
internal sealed record FoundRecord(string Resource, string RecordId, string FoundBy, IReadOnlyList<RecordNumber> Numbers, bool IsDeleted);
