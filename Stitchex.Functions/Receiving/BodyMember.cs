using Stitchex.Functions.Events;

namespace Stitchex.Functions.Receiving;

/// <summary>A top-level member of a webhook's body, as far as an event's identity needs it.</summary>
internal readonly record struct BodyMember
{
    /// <summary>Gets a value indicating whether it is an object.</summary>
    public bool IsObject { get; init; }

    /// <summary>Gets the object's <c>id</c>.</summary>
    public string? Id { get; init; }

    /// <summary>Gets the member's own value, where it may be an id.</summary>
    public string? Scalar { get; init; }

    /// <summary>Gets the object's <c>organisation_id</c>.</summary>
    public string? OrganisationId { get; init; }

    /// <summary>Gets the object's <c>updated_at</c>.</summary>
    public RecordTime Time { get; init; }

    /// <summary>Gets where the object is in the body.</summary>
    public Range Range { get; init; }
}
