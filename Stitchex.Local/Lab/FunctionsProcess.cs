using System.Diagnostics;
using System.Globalization;
using Stitchex.Local.Hosting;

namespace Stitchex.Local.Lab;

/// <summary>A functions host in a process of its own, which can be killed with its worker. It ends by itself when this process does.</summary>
internal sealed class FunctionsProcess : IAsyncDisposable
{
    /// <summary>The command that such a process is started with.</summary>
    public const string CommandName = "functions-only";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ChildProcess _process;

    private FunctionsProcess(ProcessStartInfo start, Action<string>? log) =>
        _process = new ChildProcess(start, "The functions host", log, OnOutput);

    public int Id => _process.Id;

    /// <inheritdoc cref="ChildProcess.Exited"/>
    public Task<string> Exited => _process.Exited;

    /// <summary>Gets the URL that webhooks go to.</summary>
    public Uri WebhookUrl => _listening.Task.Result;

    /// <summary>Gets the process id of the worker that started last.</summary>
    public int WorkerId { get; private set; }

    /// <summary>Starts the process, and waits until it listens.</summary>
    /// <exception cref="FunctionsHostException">It does not.</exception>
    public static async Task<FunctionsProcess> StartAsync(FunctionsProcessOptions options, Action<string>? log, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(ChildProcess.DotNet, [typeof(FunctionsProcess).Assembly.Location, CommandName]);
        options.Write(start.Environment);

        // Measuring what to optimize does not pay for itself in a life of seconds.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = new FunctionsProcess(start, log);
        try
        {
            await Task.WhenAny(process._listening.Task, process.Exited).WaitAsync(StartLimit, TimeProvider.System, cancellationToken);
            return process._listening.Task.IsCompleted ? process : throw new FunctionsHostException(await process.Exited);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="ChildProcess.KillAsync"/>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Ends the worker alone; the host starts another.</summary>
    /// <returns>The process id of what was killed.</returns>
    public async Task<int> KillWorkerAsync()
    {
        var id = WorkerId;
        try
        {
            using var worker = Process.GetProcessById(id);
            worker.Kill();
            await worker.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }

        return id;
    }

    /// <summary>Lets it end what it does, and end.</summary>
    /// <returns>Whether it did.</returns>
    public Task<bool> StopAsync() => _process.StopAsync(StopLimit);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private void OnOutput(string line)
    {
        if (Uri.TryCreate(line, UriKind.Absolute, out var url))
        {
            _listening.TrySetResult(url);
        }
        else if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var workerId))
        {
            WorkerId = workerId;
        }
    }
}
