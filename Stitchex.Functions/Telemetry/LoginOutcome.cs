namespace Stitchex.Functions.Telemetry;

/// <summary>How asking for a token ended.</summary>
internal enum LoginOutcome
{
    /// <summary>A token was given.</summary>
    Succeeded,

    /// <summary>The API rejected it.</summary>
    Rejected,

    /// <summary>It could not be asked, or did not respond.</summary>
    Failed,
}
