namespace Stitchex.Functions.Operations.Destinations;

/// <summary>Whether a destination gets events.</summary>
internal enum DestinationStatus
{
    /// <summary>It gets them as they come.</summary>
    Delivering,

    /// <summary>It asked to be left alone for a while, or failed repeatedly.</summary>
    HeldBack,

    /// <summary>It gets none until somebody resumes it.</summary>
    Stopped,
}
