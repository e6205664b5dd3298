using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Destinations;

/// <summary>A destination, as settings describe it.</summary>
/// <param name="Name">Its name, which is its handler's name, too.</param>
/// <param name="Options">Its settings.</param>
internal sealed record Destination(string Name, DestinationOptions Options)
{
    /// <summary>Gets where it is, as far as it is no secret: the host alone, for a path may hold a key.</summary>
    public string Host => Uri.TryCreate(Options.Address, UriKind.Absolute, out var address) ? address.Authority : Options.Address ?? "";

    /// <summary>Whether it gets changes of a kind.</summary>
    public bool Wants(string kind) => Options.Actions.Count == 0 || Options.Actions.Contains(kind);
}
