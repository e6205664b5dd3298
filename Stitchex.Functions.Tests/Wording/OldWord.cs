using System.Text.RegularExpressions;

namespace Stitchex.Functions.Tests.Wording;

/// <summary>A word that texts used before they took the field's names.</summary>
/// <param name="Pattern">What it looks like.</param>
/// <param name="Replacement">What is written instead.</param>
internal sealed record OldWord(Regex Pattern, string Replacement)
{
    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<OldWord> All { get; } =
    [
        From(@"hand(s|ed|ing)? on", "deliver"),
        From(@"mend(s|ed|ing)?", "fix"),
        From(@"dead(?!-letter)", "dead-lettered"),
        From(@"(has|had|have|was|were|is|are) given up", "dead-lettered"),
        From(@"needs? (somebody|a person)", "requires attention"),
        From(@"(is|was|are|were) away", "is unavailable"),
        From(@"refus(e|es|ed|al|als|ing)", "rejected, or quarantined where it is kept"),
        From(@"pointers?", "index entry"),
        From(@"(by|with) chance", "with jitter"),
        From(@"again and again", "repeatedly"),
        From(@"stood still|stands? still", "stalled"),
        From(@"StitchexEventLog", "StitchexEventIndex"),
        From(@"GaveUp|NoEndpoint", "RetriesExhausted, EndpointUnknown"),
        From(@"GiveUpAfter|BusyDelay|MaxPermitWait|PoisonDelay|RepeatInterval|OverdueAfter", "the setting's name in ProcessingOptions"),
    ];

    private static OldWord From(string pattern, string replacement) =>
        new(new Regex($@"(?<![\w-])({pattern})(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), replacement);
}
