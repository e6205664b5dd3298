namespace Stitchex.Functions.Api;

/// <summary>Why an answer has no body that could be read.</summary>
internal enum AnswerFlaw
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>It is larger than <see cref="Configuration.StitchexApiOptions.MaxResponseBytes"/>.</summary>
    TooLarge,

    /// <summary>It is not compressed in the way that its headers say, or breaks off within.</summary>
    Garbled,
}
