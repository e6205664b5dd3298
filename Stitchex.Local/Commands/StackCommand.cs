using Spectre.Console;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Demo;
using Stitchex.Local.Stack;

namespace Stitchex.Local.Commands;

/// <summary>Starts everything, plays the demo if told to, and stays up if told to.</summary>
internal static class StackCommand
{
    /// <summary>How many characters a line has at most that is not written to a terminal.</summary>
    public const int RedirectedWidth = 1000;

    // The app says it before its functions can be called, but its log has a way of its own.
    private static readonly TimeSpan AnnouncementWait = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs.</summary>
    /// <returns>The exit code: 0 when all went well.</returns>
    public static async Task<int> RunAsync(LocalStackOptions options, bool playsDemo, bool staysUp, CancellationToken cancellationToken)
    {
        var console = OutputConsole();
        if (options.SettingsSources is { } sources)
        {
            console.MarkupLineInterpolated($"Settings: {sources}");
        }

        await using var stack = await StartAsync(console, options with { HasDestinations = playsDemo }, cancellationToken);
        console.MarkupLineInterpolated($"Webhooks go to [blue]{stack.WebhookUrl}[/]");
        await Task.WhenAny(stack.Announcement, Task.Delay(AnnouncementWait, TimeProvider.System, cancellationToken));
        if (stack.Announcement.IsCompleted)
        {
            console.MarkupLineInterpolated($"{await stack.Announcement}");
        }

        var isGood = !playsDemo || await PlayAsync(console, stack, cancellationToken);
        if (staysUp && isGood)
        {
            Report(console, stack);
        }

        if (playsDemo && isGood)
        {
            ReportNext(console, staysUp);
        }

        if (staysUp && isGood)
        {
            console.MarkupLine("Ctrl-C ends it.");
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

    private static void Report(IAnsiConsole console, LocalStack stack)
    {
        Report("Webhook URL", stack.WebhookUrl.AbsoluteUri);
        Report("Dashboard", stack.Host.FunctionUrl(nameof(DashboardFunctions.GetDashboard)).AbsoluteUri);
        Report("Host key", stack.Host.HostKey);
        Report("Stitchex", new Uri(stack.Simulator.BaseAddress, "control").AbsoluteUri);
        Report("Records", $"container {StorageNames.RecordsContainer}, as <resource>/<id>.json");
        Report("Storage", stack.StorageConnectionString);

        void Report(string name, string value) => console.MarkupLineInterpolated($"[grey]{name,-12}[/]{value}");
    }

    private static void ReportNext(IAnsiConsole console, bool staysUp)
    {
        console.MarkupLine("Next:");
        console.MarkupLine(staysUp
            ? "  Open the dashboard: one event is dead-lettered, and seven bodies are in quarantine."
            : "  dotnet run --project Stitchex.Local    does the same, and stays for you to look at the dashboard");
        console.MarkupLine("  docs/handlers.md                       write a handler, and see it called");
        console.MarkupLine("  docs/deployment.md                     deploy to Azure");
    }

    // A host that has given up does nothing more: what the demo waits for would not come.
    private static async Task<bool> PlayAsync(IAnsiConsole console, LocalStack stack, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var playing = new DemoConsole(console).PlayAsync(stack, ending.Token);
        if (await Task.WhenAny(playing, stack.Host.Failed) == playing)
        {
            return (await playing).IsGood;
        }

        await ending.CancelAsync();
        await ((Task)playing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new StackException(await stack.Host.Failed);
    }

    private static async Task WaitAsync(LocalStack stack, CancellationToken cancellationToken)
    {
        var cancelled = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        var storageGone = stack.Azurite?.Exited ?? cancelled;
        var first = await Task.WhenAny(cancelled, stack.Host.Failed, storageGone);
        if (cancelled.IsCompleted)
        {
            return;
        }

        throw first == stack.Host.Failed
            ? new StackException(await stack.Host.Failed)
            : new Storage.AzuriteException($"Storage is gone: {await stack.Azurite!.Exited}");
    }

    // Progress<T> would report on another thread, and after the end.
    private sealed class Reporter(Action<string> report) : IProgress<string>
    {
        public void Report(string value) => report(value);
    }
}
