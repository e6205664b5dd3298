using System.CommandLine;
using System.CommandLine.Parsing;
using Stitchex.Local.Chaos;
using Stitchex.Local.Load;

namespace Stitchex.Local.Commands;

/// <summary>Sends many events at a rate, measures, and judges each by its id.</summary>
internal static class LoadCommand
{
    private static readonly LoadOptions Defaults = new();

    // Two pages of a list.
    private const int RecordsForAKill = 200;

    /// <summary>Makes the command.</summary>
    /// <param name="shared">The options of all commands that start something.</param>
    public static Command Create(StackArguments shared)
    {
        var events = NumberOption.AtLeast(1, new Option<int>("--events") { Description = "How many events Stitchex tells of.", HelpName = "N", DefaultValueFactory = _ => Defaults.Events });
        var rate = NumberOption.AtLeast(1, new Option<int>("--rate") { Description = "How many events there are in a second, whether or not the receiver keeps up.", HelpName = "N", DefaultValueFactory = _ => Defaults.Rate });
        var records = NumberOption.AtLeast(1, new Option<int>("--records")
        {
            Description = "How many records they are of. 1 has one record change repeatedly. Without it: a tenth of the events.",
            HelpName = "N",
        });
        var duplicates = NumberOption.Between(0, 100, new Option<int>("--duplicates") { Description = "How many events in a hundred are sent twice, at once or later.", HelpName = "percent", DefaultValueFactory = _ => Defaults.Duplicates });
        var untold = NumberOption.AtLeast(0, new Option<int>("--untold")
        {
            Description = "How many records there are that no webhook told of: a backfill fetches them meanwhile.",
            HelpName = "N",
        });
        var kills = NumberOption.Between(0, 100, new Option<int>("--kills")
        {
            Description = "How often the app's process is killed while the backfill runs.",
            HelpName = "N",
        });
        var requests = NumberOption.AtLeast(1, new Option<int>("--requests-per-minute")
        {
            Description = "How many requests to the API the app may send in a minute.",
            HelpName = "N",
            DefaultValueFactory = _ => Defaults.RequestsPerMinute,
        });
        var heapLimit = NumberOption.AtLeast(0, new Option<int>("--heap-limit")
        {
            Description = "How much managed memory the app's process may have, in MB. 0, the default, is no limit.",
            HelpName = "MB",
        });
        var command = new Command("load", "Sends events at a rate, and shows how fast they are acknowledged and handled: exit code 0 only if each was acknowledged, stored once, and delivered once and in order.")
        {
            events,
            rate,
            records,
            duplicates,
            untold,
            kills,
            requests,
            heapLimit,
        };
        command.Validators.Add(result =>
        {
            var eventCount = NumberIn(result, events) ?? Defaults.Events;
            if (NumberIn(result, records) is { } recordCount && recordCount > eventCount)
            {
                result.AddError($"{records.Name} is {recordCount}. Give a number from 1 to the number of events, which is {eventCount}.");
            }

            var mostKills = (NumberIn(result, untold) ?? 0) / RecordsForAKill;
            if (NumberIn(result, kills) > mostKills)
            {
                result.AddError($"{kills.Name} can be {mostKills} at most: one for each {RecordsForAKill} of {untold.Name}.");
            }
        });
        shared.RefuseData(command);
        command.SetAction((arguments, cancellationToken) => RunAsync(
            new LoadOptions
            {
                Events = arguments.GetValue(events),
                Rate = arguments.GetValue(rate),
                Records = arguments.GetResult(records) is null ? null : arguments.GetValue(records),
                Duplicates = arguments.GetValue(duplicates),
                Untold = arguments.GetValue(untold),
                Kills = arguments.GetValue(kills),
                RequestsPerMinute = arguments.GetValue(requests),
                HeapLimit = arguments.GetValue(heapLimit),
                Seed = shared.SeedOf(arguments),
                Log = shared.LogsIn(arguments) ? Console.Error.WriteLine : null,
            },
            cancellationToken));
        return command;
    }

    // The value of an option that has an error cannot be asked for.
    private static int? NumberIn(CommandResult result, Option<int> option) =>
        result.GetResult(option) is { Tokens: [var token] } && int.TryParse(token.Value, out var number) ? number : null;

    private static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var console = StackCommand.OutputConsole();
        await using var stack = await ChaosStack.StartAsync(options.Simulator, progress: null, cancellationToken);
        var folder = Directory.CreateTempSubdirectory("stitchex-load-");
        var keepsJournal = false;
        try
        {
            var result = await new LoadConsole(console).RunAsync(stack, options, folder.FullName, cancellationToken);
            keepsJournal = !result.IsGood;
            return result.IsGood ? 0 : 1;
        }
        finally
        {
            if (!keepsJournal)
            {
                folder.Delete(recursive: true);
            }
        }
    }
}
