namespace Stitchex.Functions.Events;

/// <summary>Why a body is rejected.</summary>
internal enum RejectionReason
{
    /// <summary>It is larger than is taken.</summary>
    TooLarge,

    /// <summary>It is empty.</summary>
    Empty,

    /// <summary>It is not JSON, or breaks off.</summary>
    NotJson,

    /// <summary>It is JSON, but not an object.</summary>
    NotAnObject,

    /// <summary>It names no event.</summary>
    NoEvent,
}
