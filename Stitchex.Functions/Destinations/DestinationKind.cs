using Stitchex.Functions.Records;

namespace Stitchex.Functions.Destinations;

/// <summary>The kinds of changes that destinations tell apart.</summary>
internal static class DestinationKind
{
    /// <summary>No change of the record has reached all handlers yet.</summary>
    public const string Created = "created";

    /// <summary>The record is another than handlers have.</summary>
    public const string Updated = "updated";

    /// <summary>The record was deleted.</summary>
    public const string Deleted = "deleted";

    /// <summary>All kinds.</summary>
    public static readonly IReadOnlyList<string> All = [Created, Updated, Deleted];

    /// <summary>The kind of a change.</summary>
    public static string Of(RecordChange change) => change switch
    {
        { IsDeleted: true } => Deleted,
        { IsFirst: true } => Created,
        _ => Updated,
    };
}
