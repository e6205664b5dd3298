namespace Stitchex.Functions.Api;

/// <summary>Why a response has no body that could be read.</summary>
internal enum ResponseDefect
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>It is larger than <see cref="Configuration.StitchexApiOptions.MaxResponseBytes"/>.</summary>
    TooLarge,

    /// <summary>It is not compressed in the way that its headers say, or breaks off within.</summary>
    Malformed,
}
