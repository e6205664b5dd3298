using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;
using Stitchex.Local.Chaos;
using Stitchex.Local.Lab;
using Stitchex.Local.Load;
using Stitchex.Local.Soak;

namespace Stitchex.Local.Commands;

/// <summary>Commands that put the functions, in a process of their own, through something, and judge.</summary>
/// <param name="shared">The options of all commands that start something.</param>
internal sealed class LabCommands(StackArguments shared)
{
    // Two pages of a list.
    private const int RecordsForAKill = 200;

    /// <summary>Kills the functions' process repeatedly while webhooks come in, and shows that nothing is lost.</summary>
    public Command CreateChaos()
    {
        var defaults = new ChaosOptions();
        var events = NumberOption.Create("--events", "How many events Stitchex tells of.", least: 1, preset: defaults.Events);
        var killsEvery = NumberOption.Create(
            "--kills-every", "How long a process lives on the average.", least: 1, preset: (int)defaults.KillsEvery.TotalSeconds, unit: "seconds");
        var rate = NumberOption.Create("--rate", "How many events there are in a second, at most.", 1, 1000, defaults.Rate);
        return Create(
            "chaos",
            "Kills the functions' process repeatedly while webhooks come in: exit code 0 only if nothing was lost, repeated without need, "
                + "or delivered out of order.",
            [events, killsEvery, rate],
            arguments => new ChaosOptions
            {
                Events = arguments.GetValue(events),
                KillsEvery = TimeSpan.FromSeconds(arguments.GetValue(killsEvery)),
                Rate = arguments.GetValue(rate),
                Seed = shared.SeedOf(arguments),
                Log = LogOf(arguments),
            },
            (console, stack, options, folder, cancellationToken) => new ChaosConsole(console).PlayAsync(stack, options, folder, cancellationToken));
    }

    /// <summary>Watches what the functions' process holds while an API does everything wrong.</summary>
    public Command CreateSoak()
    {
        var defaults = new SoakOptions();
        var minutes = NumberOption.Create("--minutes", "How long it takes.", least: 1, preset: (int)defaults.Length.TotalMinutes);
        var rate = NumberOption.Create("--rate", "How many events there are in a second, at most.", 1, 1000, defaults.Rate);
        return Create(
            "soak",
            "Watches memory, connections and threads of the functions under steady load, while the API does everything wrong now and then: "
                + "exit code 0 only if neither memory nor threads grow, and connections stay within their limit.",
            [minutes, rate],
            arguments => new SoakOptions
            {
                Length = TimeSpan.FromMinutes(arguments.GetValue(minutes)),
                Rate = arguments.GetValue(rate),
                Seed = shared.SeedOf(arguments),
                Log = LogOf(arguments),
            },
            (console, stack, options, folder, cancellationToken) => new SoakConsole(console).RunAsync(stack, options, folder, cancellationToken));
    }

    /// <summary>Sends many events at a rate, measures, and judges each by its id.</summary>
    public Command CreateLoad()
    {
        var defaults = new LoadOptions();
        var events = NumberOption.Create("--events", "How many events Stitchex tells of.", least: 1, preset: defaults.Events);
        var rate = NumberOption.Create(
            "--rate", "How many events there are in a second, whether or not the receiver keeps up.", least: 1, preset: defaults.Rate);
        var records = NumberOption.Create(
            "--records", "How many records they are of. 1 has one record change repeatedly. Without it: a tenth of the events.", least: 1);
        var duplicates = NumberOption.Create(
            "--duplicates", "How many events in a hundred are sent twice, at once or later.", 0, 100, defaults.Duplicates, "percent");
        var untold = NumberOption.Create(
            "--untold", "How many records there are that no webhook told of: a backfill fetches them meanwhile.", least: 0);
        var kills = NumberOption.Create("--kills", "How often the app's process is killed while the backfill runs.", 0, 100);
        var requests = NumberOption.Create(
            "--requests-per-minute", "How many requests to the API the app may send in a minute.", least: 1, preset: defaults.RequestsPerMinute);
        var heapLimit = NumberOption.Create(
            "--heap-limit", "How much managed memory the app's process may have. 0, the default, is no limit.", least: 0, preset: 0, unit: "MB");
        var command = Create(
            "load",
            "Sends events at a rate, and shows how fast they are acknowledged and handled: exit code 0 only if each was acknowledged, stored "
                + "once, and delivered once and in order.",
            [events, rate, records, duplicates, untold, kills, requests, heapLimit],
            arguments => new LoadOptions
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
                Log = LogOf(arguments),
            },
            (console, stack, options, folder, cancellationToken) => new LoadConsole(console).RunAsync(stack, options, folder, cancellationToken));
        command.Validators.Add(result =>
        {
            var eventCount = NumberIn(result, events) ?? defaults.Events;
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
        return command;
    }

    private Command Create<TOptions>(
        string name,
        string description,
        IReadOnlyList<Option> options,
        Func<ParseResult, TOptions> read,
        Func<IAnsiConsole, LabStack, TOptions, string, CancellationToken, Task<bool>> runAsync)
        where TOptions : RunOptions
    {
        var command = new Command(name, description);
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        shared.RefuseData(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var given = read(arguments);
            var folder = Directory.CreateTempSubdirectory($"stitchex-{name}-");
            var keepsJournal = true;
            try
            {
                await using var stack = await LabStack.StartAsync(given.Simulator, cancellationToken);
                var isGood = await runAsync(StackCommand.OutputConsole(), stack, given, folder.FullName, cancellationToken);
                keepsJournal = !isGood;
                return isGood ? 0 : 1;
            }
            catch (OperationCanceledException)
            {
                keepsJournal = false;
                throw;
            }
            finally
            {
                if (!keepsJournal)
                {
                    folder.Delete(recursive: true);
                }
            }
        });
        return command;
    }

    private Action<string>? LogOf(ParseResult arguments) => shared.LogsIn(arguments) ? Console.Error.WriteLine : null;

    // The value of an option that has an error cannot be asked for.
    private static int? NumberIn(CommandResult result, Option<int> option) =>
        result.GetResult(option) is { Tokens: [var token] } && int.TryParse(token.Value, out var number) ? number : null;
}
