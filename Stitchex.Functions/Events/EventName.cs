namespace Stitchex.Functions.Events;

/// <summary>An event's name, split at its last underscore: <c>pick_ticket_update</c> is the resource <c>pick_ticket</c> and the action <c>update</c>.</summary>
/// <param name="Resource">The resource, in ASCII lower case.</param>
/// <param name="Action">The action, in ASCII lower case; <see cref="UnknownAction"/> where the name has no underscore.</param>
internal readonly record struct EventName(string Resource, string Action)
{
    /// <summary>The longest name that is kept, in characters; a longer one is cut, and still told apart by its hash.</summary>
    public const int MaxLength = 256;

    /// <summary>The action of a name without an underscore.</summary>
    public const string UnknownAction = "unknown";

    /// <summary>The action of an event that removes its record. Every other action is treated as an update, since Stitchex sends some records no create.</summary>
    public const string DeleteAction = "delete";

    /// <summary>Splits a name as Stitchex sends it.</summary>
    public static EventName Parse(string name)
    {
        var lower = Lower(name);
        var underscore = lower.LastIndexOf('_');
        return underscore < 0 ? new EventName(lower, UnknownAction) : new EventName(lower[..underscore], lower[(underscore + 1)..]);
    }

    /// <summary>
    /// Lowers a name, or a part of one, as it is stored: the letters of ASCII alone, so that what is equal does not depend on a version of
    /// Unicode. Whatever looks for names lowers them with it.
    /// </summary>
    public static string Lower(string name) =>
        !name.AsSpan().ContainsAnyInRange('A', 'Z') ? name : string.Create(name.Length, name, static (lower, name) =>
        {
            for (var i = 0; i < lower.Length; i++)
            {
                lower[i] = char.IsAsciiLetterUpper(name[i]) ? (char)(name[i] | 0x20) : name[i];
            }
        });
}
