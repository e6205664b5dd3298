using System.CommandLine;
using System.CommandLine.Invocation;
using Stitchex.Local.Hosting;
using Stitchex.Local.Stack;
using Stitchex.Local.Storage;

namespace Stitchex.Local.Commands;

/// <summary>What can be done here, as <c>--help</c> lists it.</summary>
internal static class LocalCommandLine
{
    /// <summary>What a command ends with that was interrupted before it could say how it went.</summary>
    public const int InterruptedExitCode = 130;

    // Stopping lets work under way end; without it, Ctrl-C would cut that short.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(string[] args)
    {
        var configuration = new InvocationConfiguration { ProcessTerminationTimeout = StopLimit, EnableDefaultExceptionHandler = false };
        try
        {
            var arguments = Create().Parse(args);
            return arguments.Action is ParseErrorAction
                ? Fail($"{string.Join(' ', arguments.Errors.Select(error => error.Message))} --help lists what there is.")
                : await arguments.InvokeAsync(configuration);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted before it was done.");
            return InterruptedExitCode;
        }
        catch (Exception e) when (e
            is AzuriteException or FunctionsHostException or StackException
            or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return Fail(e.Message);
        }
    }

    /// <summary>Says on one line of stderr what went wrong.</summary>
    /// <returns>The exit code for it.</returns>
    public static int Fail(string message)
    {
        Console.Error.WriteLine(ErrorLine.From(message));
        return 1;
    }

    public static RootCommand Create()
    {
        var options = new StackArguments();
        var root = new RootCommand("Runs the receiver on this machine: storage, a simulated Stitchex, and the functions. Plays a demo first, and stays up until Ctrl-C.");
        root.SetAction((arguments, cancellationToken) => StackCommand.RunAsync(options.From(arguments), playsDemo: true, staysUp: true, cancellationToken));

        var demo = new Command("demo", "Plays the demo and ends: exit code 0 only if the archive then holds what Stitchex has.");
        demo.SetAction((arguments, cancellationToken) => StackCommand.RunAsync(options.From(arguments), playsDemo: true, staysUp: false, cancellationToken));

        var serve = new Command("serve", "Starts without the demo, and stays up until Ctrl-C.");
        serve.SetAction((arguments, cancellationToken) => StackCommand.RunAsync(options.From(arguments), playsDemo: false, staysUp: true, cancellationToken));

        root.Subcommands.Add(demo);
        root.Subcommands.Add(serve);
        root.Subcommands.Add(SimulatorCommand.Create(options));
        root.Subcommands.Add(EventsCommand.Create());
        root.Subcommands.Add(RecordsCommand.Create());
        root.Subcommands.Add(ListCommands.CreateBackfill());
        root.Subcommands.Add(ListCommands.CreateReconcile());
        root.Subcommands.Add(VerifyCommand.Create());
        root.Subcommands.Add(DestinationsCommand.Create());
        root.Subcommands.Add(ScriptsCommand.Create());
        root.Subcommands.Add(ListenCommand.Create());
        root.Subcommands.Add(McpCommand.Create());
        var lab = new LabCommands(options);
        root.Subcommands.Add(lab.CreateChaos());
        root.Subcommands.Add(lab.CreateLoad());
        root.Subcommands.Add(SeedCommand.Create());
        root.Subcommands.Add(lab.CreateSoak());
        root.Subcommands.Add(FunctionsOnlyCommand.Create());
        options.AddTo(root, demo, serve);
        return root;
    }
}
