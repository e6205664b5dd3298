using Microsoft.Extensions.Configuration;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Destinations;

/// <summary>The destinations, as settings name them.</summary>
internal sealed class DestinationCatalogue
{
    private readonly List<string> _errors = [];

    /// <summary>Reads the settings.</summary>
    public DestinationCatalogue(IConfiguration configuration) =>
        All = [.. configuration.GetSection(DestinationOptions.SectionName).GetChildren().Where(child => child.GetChildren().Any()).Select(child => Read(configuration, child.Key))];

    /// <summary>Gets all of them, in the order in which they are called.</summary>
    public IReadOnlyList<Destination> All { get; }

    /// <summary>Gets what could not be read.</summary>
    public IReadOnlyList<string> Errors => _errors;

    private Destination Read(IConfiguration configuration, string name)
    {
        var options = new DestinationOptions();
        var binding = new SettingsBinding<DestinationOptions>(configuration, $"{DestinationOptions.SectionName}:{name}");
        binding.Configure(options);
        _errors.AddRange(binding.Validate(name: null, options).Failures ?? []);
        return new Destination(name, options);
    }
}
