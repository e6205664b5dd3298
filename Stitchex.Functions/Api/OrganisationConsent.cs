using System.Text.Json;

namespace Stitchex.Functions.Api;

/// <summary>
/// Reads the response to <c>POST /organisations/set_current_org</c>. The documented response is <c>{"Status":"Updated"}</c>; one that
/// reports an error is no consent, whatever its HTTP status.
/// </summary>
internal static class OrganisationConsent
{
    private static readonly string[] GoodStatuses = ["updated", "success", "ok"];

    /// <summary>Whether the response says that the organisation was set.</summary>
    /// <param name="body">The response's body.</param>
    /// <returns>False when it reports an error; null when it is not a JSON object.</returns>
    public static bool? In(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var response = JsonDocument.Parse(body);
            return response.RootElement.ValueKind == JsonValueKind.Object ? !response.RootElement.EnumerateObject().Any(IsRejection) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsRejection(JsonProperty member) => NameOf(member) switch
    {
        "status" => member.Value.ValueKind is not JsonValueKind.Null && !IsGood(member.Value),
        "success" => member.Value.ValueKind == JsonValueKind.False,
        "error" or "errors" => !IsNothing(member.Value),
        _ => false,
    };

    private static bool IsGood(JsonElement status) => status.ValueKind switch
    {
        JsonValueKind.String => GoodStatuses.Contains(TextOf(status), StringComparer.OrdinalIgnoreCase),
        JsonValueKind.Number => status.TryGetInt32(out var code) && code is >= 200 and < 300,
        JsonValueKind.True => true,
        _ => false,
    };

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    // Halves of surrogate pairs cannot be read as text, and are no word that is looked for.
    private static string? NameOf(JsonProperty member) => TryRead(() => member.Name)?.ToLowerInvariant();

    private static string? TextOf(JsonElement value) => TryRead(value.GetString);

    private static string? TryRead(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
