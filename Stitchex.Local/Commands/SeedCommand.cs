using System.CommandLine;
using System.Diagnostics;
using Azure;
using Spectre.Console;
using Stitchex.Functions.Storage;
using Stitchex.Local.Load;

namespace Stitchex.Local.Commands;

/// <summary>Fills storage with events, to see what the pages for operators cost then.</summary>
internal static class SeedCommand
{
    private const int MaxEvents = 10_000_000;
    private const int MaxDays = 365;

    public static Command Create()
    {
        var events = NumberOption.Create("--events", "How many events.", 1, MaxEvents, 100_000);
        var days = NumberOption.Create(
            "--days",
            "Over how many days that end now they are spread. The emulator takes ever longer with many in one day.",
            1,
            MaxDays,
            30);
        var connection = new Option<string>("--connection") { Description = "The connection string of storage; an emulator's is enough.", HelpName = "text", Required = true };
        var command = new Command("seed", "Seeds storage with events as the app would have left them: most are handled, some dead-lettered, some wait. Nothing is processed.")
        {
            events,
            days,
            connection,
        };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(connection)!, arguments.GetValue(events), arguments.GetValue(days), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string connection, int events, int days, CancellationToken cancellationToken)
    {
        try
        {
            await StorageSetup.CreateAsync(connection, cancellationToken);
            var started = Stopwatch.GetTimestamp();
            await new StoredEvents(connection, TimeProvider.System).InsertAsync(events, TimeSpan.FromDays(days), cancellationToken);
            AnsiConsole.MarkupLineInterpolated($"{events:N0} events were stored in {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s.");
            return 0;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or FormatException or InvalidOperationException)
        {
            // A connection string holds a key, and so may a message about it.
            return LocalCommandLine.Fail($"The events could not be written to storage ({e.GetType().Name}). Look at --connection.");
        }
    }
}
