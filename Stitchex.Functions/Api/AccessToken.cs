namespace Stitchex.Functions.Api;

/// <summary>A token that the API gave us, for which our organisation has been made the current one.</summary>
/// <param name="Value">The bearer token. A secret.</param>
/// <param name="ObtainedAt">When it was obtained, by our clock.</param>
/// <param name="ExpiresAt">When the API stops taking it.</param>
internal sealed record AccessToken(string Value, DateTimeOffset ObtainedAt, DateTimeOffset ExpiresAt)
{
    /// <inheritdoc/>
    public override string ToString() => $"AccessToken {{ ExpiresAt = {ExpiresAt:O} }}";
}
