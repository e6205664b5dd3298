namespace Stitchex.Functions.Receiving;

/// <summary>An event's name, split at its last underscore: <c>pick_ticket_update</c> is the resource <c>pick_ticket</c> and the action <c>update</c>.</summary>
/// <param name="Resource">The resource, in ASCII lower case.</param>
/// <param name="Action">The action, in ASCII lower case; <see cref="UnknownAction"/> where the name has no underscore.</param>
internal readonly record struct EventName(string Resource, string Action)
{
    /// <summary>The action of a name without an underscore.</summary>
    public const string UnknownAction = "unknown";

    /// <summary>The action of an event that removes its record. Every other action is treated as an update, since Stitchex sends some records no create.</summary>
    public const string DeleteAction = "delete";

    /// <summary>Splits a name as Stitchex sends it.</summary>
    public static EventName Parse(string name)
    {
        var lower = ToAsciiLower(name);
        var underscore = lower.LastIndexOf('_');
        return underscore < 0 ? new EventName(lower, UnknownAction) : new EventName(lower[..underscore], lower[(underscore + 1)..]);
    }

    // Not ToLowerInvariant: what is equal must not depend on a Unicode version.
    private static string ToAsciiLower(string name) =>
        !name.AsSpan().ContainsAnyInRange('A', 'Z') ? name : string.Create(name.Length, name, static (lower, name) =>
        {
            for (var i = 0; i < lower.Length; i++)
            {
                lower[i] = char.IsAsciiLetterUpper(name[i]) ? (char)(name[i] | 0x20) : name[i];
            }
        });
}
