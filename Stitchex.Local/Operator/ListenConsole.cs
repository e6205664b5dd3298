using Spectre.Console;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Records;

namespace Stitchex.Local.Operator;

/// <summary>Delivers a deployment's changes to a program on this machine, and says in a terminal what it responded.</summary>
internal sealed class ListenConsole(IAnsiConsole console, OperatorClient client, TimeProvider time)
{
    /// <summary>Delivers changes until it is cancelled.</summary>
    /// <param name="options">What a destination's settings say: where to, the secret, and which changes.</param>
    /// <param name="since">From when on; null for now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperatorException">The deployment rejects, or could not be reached to begin with.</exception>
    public async Task RunAsync(DestinationOptions options, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var resources = new RecordHandlerRegistration(typeof(DestinationHandler), [.. options.Resources]);
        var destination = new Destination("listen", options);
        using var program = new LocalProgram(options, Say, time);
        console.WriteLine(TerminalText.From($"Changes are posted to {options.Address}, signed with {options.Secret}. Ctrl-C ends it."));
        try
        {
            await foreach (var change in new ChangeFeed(client, resources.Wants, Say, time).ReadAsync(since, cancellationToken))
            {
                if (destination.Wants(change.Kind))
                {
                    await program.PostAsync(change.Event, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    private void Say(string text) => console.WriteLine(TerminalText.From($"{time.GetLocalNow():HH:mm:ss} {text}"));
}
