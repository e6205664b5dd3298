namespace Stitchex.Functions.Operations.Destinations;

/// <summary>Tries a script.</summary>
/// <param name="EventId">The event whose record it is tried on.</param>
/// <param name="Script">The script: a function, or a module that exports one.</param>
internal sealed record ScriptTrialRequest(string? EventId, string? Script)
{
    /// <summary>A body that is right.</summary>
    public const string Example = """{"eventId":"invoice.7.update.0123456789abcdef0123456789abcdef","script":"change => change.data"}""";
}
