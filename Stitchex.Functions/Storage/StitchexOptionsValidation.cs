using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Storage;

/// <summary>Checks the events to ignore and the resources that settings add or correct.</summary>
internal sealed class StitchexOptionsValidation : IValidateOptions<StitchexOptions>
{
    private const int MaxNumbers = 20;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StitchexOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        for (var i = 0; i < options.IgnoredEvents.Count; i++)
        {
            if (!IsPattern(options.IgnoredEvents[i]))
            {
                errors.AddError($"{StitchexOptions.SectionName}:IgnoredEvents:{i} is '{options.IgnoredEvents[i]}'. Set it to an event's name (product_update) or to all of a resource (product_*).");
            }
        }

        foreach (var (resource, endpoint) in options.Resources)
        {
            var section = $"{ResourceOptions.SectionName}:{resource}";
            if (!KeyPart.IsName(resource))
            {
                errors.AddError($"{section} is not a resource's name. Use lower-case letters, digits and underscores, as events spell it.");
            }

            if (endpoint.Path is { } path && !IsPathOfTheApi(path))
            {
                errors.AddError($"{section}:Path is '{path}'. Set it to a path from the API's root with {{id}} where the record's id goes, such as /sales_orders/{{id}}.");
            }

            if (endpoint.NumberMembers is { } numbers && (numbers.Count > MaxNumbers || numbers.Any(member => !IsMember(member))))
            {
                errors.AddError(
                    $"{section}:Numbers is '{endpoint.Numbers}'. Set it to up to {MaxNumbers} names of members of the record, separated by commas, "
                    + "such as order_number.");
            }
        }

        return errors.Build();
    }

    private static bool IsMember(string name) =>
        name.Length is > 0 and <= 64 && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');

    // The token goes with each request, so a path must not be the address of another server, nor become one without its first slash.
    private static bool IsPathOfTheApi(string path) =>
        path.StartsWith('/')
        && !path.StartsWith("//", StringComparison.Ordinal)
        && path.Contains("{id}", StringComparison.Ordinal)
        && !path.Contains('\\', StringComparison.Ordinal)
        && !path.Contains('#', StringComparison.Ordinal)
        && !path.Any(char.IsWhiteSpace)
        && !Uri.TryCreate(path[1..], UriKind.Absolute, out _);

    private static bool IsPattern(string pattern) =>
        pattern.EndsWith("_*", StringComparison.Ordinal) ? pattern.Length > 2 && !pattern[..^1].Contains('*', StringComparison.Ordinal) : pattern.Length > 0 && !pattern.Contains('*', StringComparison.Ordinal);
}
