using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>A record that differs, or one of which only a fetch can show whether it does.</summary>
internal sealed record Finding
{
    /// <summary>Gets how it differs; null where that is to be found out by a fetch.</summary>
    public FindingKind? Kind { get; init; }

    /// <summary>Gets the resource.</summary>
    public required string Resource { get; init; }

    /// <summary>Gets the record's id as Stitchex has it.</summary>
    public required string RecordId { get; init; }

    /// <summary>Gets the version that was delivered last.</summary>
    public DateTimeOffset? VersionHere { get; init; }

    /// <summary>Gets the version that Stitchex has.</summary>
    public DateTimeOffset? VersionThere { get; init; }

    /// <summary>Gets the hash of the content that Stitchex has; null where it does not have the record.</summary>
    public string? HashThere { get; init; }

    /// <summary>Gets the id of the event that delivers it; null where none was made.</summary>
    public string? Event { get; init; }

    /// <summary>Gets the record's partition.</summary>
    public string PartitionKey => RecordHistory.PartitionKeyOf(Resource, RecordId);

    /// <summary>How a record differs from what was delivered of it; null where it does not.</summary>
    /// <param name="here">The record's row.</param>
    /// <param name="version">The version that Stitchex has.</param>
    /// <param name="hash">The hash of the content that Stitchex has.</param>
    public static FindingKind? KindOf(RecordRow here, DateTimeOffset? version, string hash) => here switch
    {
        { IsUnreadable: true } or { ForgottenAt: not null } => null,
        { IsTombstone: true } or { Hash: null } => FindingKind.Missing,
        _ when version < (here.PendingVersion ?? here.Version) => FindingKind.Ahead,
        _ when here.PendingHash is not null || here.Lacks(version, hash) => FindingKind.Older,
        _ => null,
    };

    /// <summary>Whether something of a record was delivered, and its deletion was not, or not to all handlers.</summary>
    public static bool IsHere(RecordRow here) =>
        here is { IsUnreadable: false, ForgottenAt: null }
        && (here.PendingHash is not null || here is { IsTombstone: false, Hash: not null });
}
