using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using StreamJsonRpc;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>The Bicep CLI as a server, one for each environment: a snapshot takes it a tenth of what a process of its own would.</summary>
internal static class BicepServer
{
    private static readonly ConcurrentDictionary<string, Lazy<JsonRpc>> Servers = new(StringComparer.Ordinal);

    /// <summary>Evaluates a file of parameters, with its template.</summary>
    /// <returns>The snapshot, or what keeps it from being made.</returns>
    public static async Task<BicepResult> SnapshotAsync(string parameterFile, object metadata, IReadOnlyDictionary<string, string> environment)
    {
        var name = string.Join('\n', environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={variable.Value}"));
        var server = Servers.GetOrAdd(name, _ => new(() => Start(environment))).Value;
        try
        {
            var response = await server.InvokeWithParameterObjectAsync<JsonElement>("bicep/getSnapshot", new { path = parameterFile, metadata });
            return new BicepResult(ExitCode: 0, response.GetProperty("snapshot").GetString()!, Errors: "");
        }
        catch (RemoteInvocationException e)
        {
            // What stops the file of parameters itself is among its diagnostics.
            var compiled = await server.InvokeWithParameterObjectAsync<JsonElement>(
                "bicep/compileParams", new { path = parameterFile, parameterOverrides = new { } });
            return new BicepResult(ExitCode: 1, Output: "", $"{e.ErrorData} {e.Message} {compiled.GetProperty("diagnostics")}");
        }
    }

    // It ends with the tests' process, whose end it reads.
    private static JsonRpc Start(IReadOnlyDictionary<string, string> environment)
    {
        var start = BicepCli.StartInfo(environment, "jsonrpc", "--stdio");
        start.RedirectStandardInput = true;
        start.RedirectStandardError = false;
        var process = Process.Start(start)!;
        var server = new JsonRpc(new HeaderDelimitedMessageHandler(
            process.StandardInput.BaseStream, process.StandardOutput.BaseStream, new SystemTextJsonFormatter()));
        server.StartListening();
        return server;
    }
}
