using Google.Protobuf.WellKnownTypes;
using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Local.Hosting.Worker;

/// <summary>A worker process that has told its functions and takes invocations.</summary>
internal sealed class FunctionsWorker : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(10);

    private readonly WorkerServer _server;
    private readonly string _id;
    private readonly ChildProcess _process;
    private readonly WorkerConnection _connection;

    private FunctionsWorker(WorkerServer server, string id, ChildProcess process, WorkerConnection connection)
    {
        _server = server;
        _id = id;
        _process = process;
        _connection = connection;
    }

    public int ProcessId => _process.Id;

    public IReadOnlyList<RpcFunctionMetadata> Functions { get; private set; } = [];

    /// <summary>Gets a task that completes when no invocation can get a response any more.</summary>
    public Task Disconnected => _connection.Closed;

    /// <summary>Gets the process's end: its exit code and what it wrote last.</summary>
    public Task<string> Exited => _process.Exited;

    /// <summary>Starts a worker, and waits until it takes invocations.</summary>
    /// <exception cref="FunctionsHostException">The process ends, does not call, or cannot load a function.</exception>
    public static async Task<FunctionsWorker> StartAsync(
        WorkerServer server, FunctionsHostOptions options, Action<RpcLog> onLog, Action<string> onOutput, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString();
        var connection = new WorkerConnection(onLog);
        server.Expect(id, connection);
        var worker = new FunctionsWorker(server, id, WorkerProcess.Start(options, server.BaseAddress, id, onOutput), connection);
        try
        {
            var loading = worker.LoadAsync(options.AppFolder);
            await Task.WhenAny(loading, worker.Exited).WaitAsync(StartLimit, TimeProvider.System, cancellationToken);
            if (!loading.IsCompletedSuccessfully && worker.Exited.IsCompleted)
            {
                throw new FunctionsHostException(await worker.Exited);
            }

            await loading;
            return worker;
        }
        catch (Exception exception) when (exception is TimeoutException or WorkerGoneException)
        {
            await worker.DisposeAsync();
            throw new FunctionsHostException(exception is TimeoutException
                ? $"The worker process did not call its host within {StartLimit.TotalMinutes:0} minutes."
                : await worker.Exited);
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls a function and waits for what it returns.</summary>
    /// <exception cref="WorkerGoneException">The worker ended first.</exception>
    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request) =>
        (await _connection.RequestAsync(new() { RequestId = request.InvocationId, InvocationRequest = request })).InvocationResponse;

    public void Cancel(string invocationId) => _connection.Send(new() { InvocationCancel = new() { InvocationId = invocationId } });

    /// <summary>Ends the process as a failure of its machine would.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Has the process end by itself, as the real host does when it stops; one that does not is ended.</summary>
    public async Task StopAsync()
    {
        _connection.Send(new() { WorkerTerminate = new() { GracePeriod = ExitLimit.ToDuration() } });
        await Task.WhenAny(_process.Exited, Task.Delay(ExitLimit, TimeProvider.System));
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _server.Forget(_id);
    }

    private async Task LoadAsync(string appFolder)
    {
        await Task.WhenAny(_connection.Opened, _process.Exited);
        var initialized = await RequestAsync(new()
        {
            WorkerInitRequest = new() { HostVersion = "4.0.0", FunctionAppDirectory = appFolder, WorkerDirectory = appFolder },
        });
        Check(initialized.WorkerInitResponse.Result, "The worker cannot start");

        var described = await RequestAsync(new() { FunctionsMetadataRequest = new() { FunctionAppDirectory = appFolder } });
        Check(described.FunctionMetadataResponse.Result, "The worker cannot tell its functions");
        var functions = described.FunctionMetadataResponse.FunctionMetadataResults;
        foreach (var function in functions)
        {
            var loaded = await RequestAsync(new() { FunctionLoadRequest = new() { FunctionId = function.FunctionId, Metadata = function } });
            Check(loaded.FunctionLoadResponse.Result, $"The worker cannot load the function {function.Name}");
        }

        Functions = functions;
    }

    private Task<StreamingMessage> RequestAsync(StreamingMessage request)
    {
        request.RequestId = Guid.NewGuid().ToString();
        return _connection.RequestAsync(request);
    }

    private static void Check(StatusResult result, string what)
    {
        if (result.Status != StatusResult.Types.Status.Success)
        {
            throw new FunctionsHostException($"{what}: {result.Exception?.Message}");
        }
    }
}
