using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Stitchex.Functions.Composition;

/// <summary>Runs the receiver.</summary>
public static class StitchexReceiverRunExtensions
{
    /// <summary>Runs the app until it is told to stop. Settings that are wrong are listed on standard error, one a line, without a stack trace.</summary>
    /// <param name="host">The app.</param>
    /// <returns>The exit code: 0, or 1 if settings are wrong.</returns>
    public static async Task<int> RunReceiverAsync(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        try
        {
            await host.RunAsync();
            return 0;
        }
        catch (Exception exception) when (ErrorsIn(exception) is { Length: > 0 } errors)
        {
            await Console.Error.WriteLineAsync($"The app cannot start. Correct its settings:\n{string.Join('\n', errors.Select(error => $"- {error}"))}");
            return 1;
        }
    }

    // Each class of options fails by itself; the host puts several failures together.
    private static string[] ErrorsIn(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        AggregateException several when several.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            [.. several.InnerExceptions.SelectMany(ErrorsIn)],
        _ => [],
    };
}
