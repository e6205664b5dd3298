namespace Stitchex.Functions.Tests.Model;

/// <summary>A processor's own view of its lease, by its monotonic clock.</summary>
internal enum LeaseLife
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Time remains.</summary>
    Holds,

    /// <summary>No time remains.</summary>
    IsOver,
}
