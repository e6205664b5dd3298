using Spectre.Console;
using Stitchex.Functions.Events;
using Stitchex.Functions.Functions;
using Stitchex.Local.Demo;
using Stitchex.Local.Stack;

namespace Stitchex.Local.Commands;

/// <summary>Starts everything, plays the scene if told to, and stays up if told to.</summary>
internal static class StackCommand
{
    private const int RedirectedWidth = 1000;

    /// <summary>Runs.</summary>
    /// <returns>The exit code: 0 when all went well.</returns>
    public static async Task<int> RunAsync(LocalStackOptions options, bool playsScene, bool staysUp, CancellationToken cancellationToken)
    {
        var console = OutputConsole();
        await using var stack = await StartAsync(console, options, cancellationToken);
        console.MarkupLineInterpolated($"Webhooks go to [blue]{stack.WebhookUrl}[/]");

        var isGood = !playsScene || (await new SceneConsole(console).PlayAsync(stack, cancellationToken)).IsGood;
        if (staysUp && isGood)
        {
            Tell(console, stack);
            await WaitAsync(stack, cancellationToken);
        }

        return isGood ? 0 : 1;
    }

    /// <summary>Gets the console, as wide as its output bears.</summary>
    public static IAnsiConsole OutputConsole()
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            // What is read by a program, or from a file, must not be broken at the width of a terminal that is not there.
            console.Profile.Width = RedirectedWidth;
        }

        return console;
    }

    private static Task<LocalStack> StartAsync(IAnsiConsole console, LocalStackOptions options, CancellationToken cancellationToken) =>
        console.Status().StartAsync("Starting", status => LocalStack.StartAsync(
            options,
            new Reporter(step => status.Status(Markup.Escape(step))),
            cancellationToken));

    private static void Tell(IAnsiConsole console, LocalStack stack)
    {
        Tell("Webhook URL", stack.WebhookUrl.AbsoluteUri);
        Tell("Dashboard", stack.Host.FunctionUrl(nameof(GetDashboard)).AbsoluteUri);
        Tell("Host key", stack.Host.HostKey);
        Tell("Stitchex", new Uri(stack.Simulator.BaseAddress, "control").AbsoluteUri);
        Tell("Records", $"container {StorageNames.RecordsContainer}, as <resource>/<id>.json");
        Tell("Storage", stack.StorageConnectionString);
        console.MarkupLine("Ctrl-C ends it.");

        void Tell(string name, string value) => console.MarkupLineInterpolated($"[grey]{name,-12}[/]{value}");
    }

    private static async Task WaitAsync(LocalStack stack, CancellationToken cancellationToken)
    {
        var cancelled = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        if (stack.Azurite is { } azurite && await Task.WhenAny(azurite.Exited, cancelled) == azurite.Exited)
        {
            throw new Storage.AzuriteException($"Storage is gone: {await azurite.Exited}");
        }

        await cancelled.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Progress<T> would report on another thread, and after the end.
    private sealed class Reporter(Action<string> report) : IProgress<string>
    {
        public void Report(string value) => report(value);
    }
}
