using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Records;

/// <summary>A handler that was registered.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Resources">The resources that it wants, or <c>sales_*</c> for all that begin so; empty for all.</param>
internal sealed record RecordHandlerRegistration(Type Type, IReadOnlyList<string> Resources)
{
    private const string AllThatBeginSo = "_*";

    /// <summary>
    /// Gets the handler's name, which tells in the record's row which handlers have a change: the type's full one, without spaces, and
    /// without its assembly's version where the type is generic. Several handlers of one type each have a name of their own.
    /// </summary>
    public string Name { get; init; } = Type.ToString();

    /// <summary>Gets what operators call the handler.</summary>
    public string ShortName { get; init; } = Type.Name;

    /// <summary>Gets what finds the handler among a scope's services.</summary>
    public Func<IServiceProvider, IRecordHandler> Resolve { get; init; } = provider => (IRecordHandler)provider.GetRequiredService(Type);

    /// <summary>Whether the handler wants records of a resource.</summary>
    public bool Wants(string resource) => Resources.Count == 0 || Resources.Any(wanted => Matches(EventName.Lower(wanted), resource));

    private static bool Matches(string wanted, string resource) => wanted.EndsWith(AllThatBeginSo, StringComparison.Ordinal)
        ? resource.StartsWith(wanted[..^1], StringComparison.Ordinal)
        : wanted == resource;
}
