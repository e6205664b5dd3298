using Microsoft.Extensions.Options;

namespace Stitchex.Functions.Configuration;

/// <summary>Checks durations against each other.</summary>
internal sealed class ProcessingOptionsValidation(IOptions<StitchexApiOptions> api) : IValidateOptions<ProcessingOptions>
{
    private const string Section = ProcessingOptions.SectionName;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ProcessingOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.MaxRetryDelay < options.RetryDelay)
        {
            errors.AddError($"{Section}:MaxRetryDelay ({options.MaxRetryDelay}) is shorter than {Section}:RetryDelay ({options.RetryDelay}). Raise the first or lower the second.");
        }

        var fetch = FetchTimeout();
        if (options.LeaseDuration <= fetch + options.HandlerTimeout)
        {
            errors.AddError(
                $"{Section}:LeaseDuration ({options.LeaseDuration}) does not outlast {StitchexApiOptions.SectionName}:FetchTimeout ({fetch}) and {Section}:HandlerTimeout ({options.HandlerTimeout}) together. Raise it above {fetch + options.HandlerTimeout}.");
        }

        if (options.RetryWindow < options.LagWindow)
        {
            errors.AddError($"{Section}:RetryWindow ({options.RetryWindow}) is shorter than {Section}:LagWindow ({options.LagWindow}). Raise the first or lower the second.");
        }

        return errors.Build();
    }

    // Its own errors are reported by its own validation; here its default stands in.
    private TimeSpan FetchTimeout()
    {
        try
        {
            return api.Value.FetchTimeout;
        }
        catch (OptionsValidationException)
        {
            return new StitchexApiOptions().FetchTimeout;
        }
    }
}

/// <summary>Checks the attributes of <see cref="ProcessingOptions"/>; generated, so that nothing is reflected on at start-up.</summary>
[OptionsValidator]
internal sealed partial class ProcessingOptionsAttributes : IValidateOptions<ProcessingOptions>;
