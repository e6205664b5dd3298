namespace Stitchex.Functions.Operations.Details;

/// <summary>Says that a person has dealt with an event, or ends its retries.</summary>
/// <param name="Note">What that person did.</param>
internal sealed record ResolveRequest(string? Note)
{
    /// <summary>The longest note, in characters.</summary>
    public const int MaxNoteLength = 1_000;

    /// <summary>A body that is right.</summary>
    public const string Example = """{"note":"entered by hand"}""";
}
