using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Processing;

/// <summary>Knows which events settings ignore.</summary>
internal sealed class IgnoredEvents(IOptions<StitchexOptions> options)
{
    private const string AllOfAResource = "_*";

    private readonly string[] _patterns = [.. options.Value.IgnoredEvents.Select(EventName.Lower)];

    /// <summary>Whether an event is ignored.</summary>
    public bool Contains(string resource, string action) => Array.Exists(_patterns, pattern => pattern.EndsWith(AllOfAResource, StringComparison.Ordinal)
        ? pattern.AsSpan(..^AllOfAResource.Length).Equals(resource, StringComparison.Ordinal)
        : pattern == $"{resource}_{action}");
}
