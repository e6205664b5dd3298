using Spectre.Console;

namespace Stitchex.Local.Operator;

/// <summary>Shows where a deployment's destinations stand, and says in a terminal what was done about one.</summary>
internal sealed class DestinationsConsole(IAnsiConsole console, OperatorClient client)
{
    public async Task ListAsync(CancellationToken cancellationToken)
    {
        var table = new Table().AddColumns("Destination", "State", "Waiting", "Last success", "Last error");
        foreach (var destination in (await client.ListDestinationsAsync(cancellationToken)).Destinations)
        {
            string[] cells =
            [
                $"{destination.Name} ({destination.Type} {destination.Host})",
                destination.Stop is { } stop ? $"{destination.Status} since {stop.Since:u}{(stop.By is { } by ? $" by {by}" : "")}: {stop.Reason}" : destination.Status,
                $"{(destination is { MayMoreWait: true, Waiting: > 0 } ? "at least " : "")}{destination.Waiting:N0}",
                $"{destination.LastSuccessAt:u}{(destination.LastSuccessMilliseconds is { } took ? $" in {took} ms" : "")}",
                $"{destination.LastErrorAt:u} {destination.LastError}",
            ];
            table.AddRow([.. cells.Select(cell => new Text(TerminalText.From(cell)))]);
        }

        console.Write(table);
    }

    public async Task StopAsync(string name, string reason, CancellationToken cancellationToken)
    {
        await client.StopDestinationAsync(name, reason, cancellationToken);
        console.MarkupLineInterpolated($"{TerminalText.From(name)} is stopped. Its changes wait.");
    }

    public async Task ResumeAsync(string name, CancellationToken cancellationToken)
    {
        await client.ResumeDestinationAsync(name, cancellationToken);
        console.MarkupLineInterpolated($"{TerminalText.From(name)} is resumed. Waiting changes are delivered within about an hour; replay their events to have them sooner.");
    }

    /// <summary>Sends one a test event.</summary>
    /// <exception cref="OperatorException">The destination did not accept it.</exception>
    public async Task TestAsync(string name, CancellationToken cancellationToken)
    {
        if (await client.TestDestinationAsync(name, cancellationToken) is { IsAccepted: false, Error: var error })
        {
            throw new OperatorException($"{name} did not accept the test event: {error}");
        }

        console.MarkupLineInterpolated($"{TerminalText.From(name)} accepted the test event.");
    }
}
