namespace Stitchex.Functions.Operations.Pausing;

/// <summary>Pauses processing.</summary>
/// <param name="Reason">Why.</param>
internal sealed record PauseRequest(string? Reason)
{
    /// <summary>The longest reason, in characters.</summary>
    public const int MaxReasonLength = 1_000;

    /// <summary>A body that is right.</summary>
    public const string Example = """{"reason":"the ERP is being updated"}""";
}
