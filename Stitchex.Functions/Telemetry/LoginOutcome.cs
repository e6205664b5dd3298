namespace Stitchex.Functions.Telemetry;

/// <summary>How asking for a token ended.</summary>
internal enum LoginOutcome
{
    /// <summary>A token was given.</summary>
    Succeeded,

    /// <summary>The API refused it.</summary>
    Refused,

    /// <summary>It could not be asked, or did not answer.</summary>
    Failed,
}
