using Stitchex.Functions.Events;

namespace Stitchex.Functions.Records;

/// <summary>A handler that was registered.</summary>
/// <param name="Type">Its type, whose name tells in the record's row which handlers have a change.</param>
/// <param name="Resources">The resources that it wants; empty for all.</param>
internal sealed record RecordHandlerRegistration(Type Type, IReadOnlyList<string> Resources)
{
    /// <summary>Gets the handler's name: the type's full one, without spaces, and without its assembly's version where the type is generic.</summary>
    public string Name { get; } = Type.ToString();

    /// <summary>Whether the handler wants records of a resource.</summary>
    public bool Wants(string resource) => Resources.Count == 0 || Resources.Any(wanted => EventName.Lower(wanted) == resource);
}
