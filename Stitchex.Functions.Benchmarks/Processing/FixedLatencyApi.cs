using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Stitchex.Functions.Benchmarks.Processing;

/// <summary>
/// An API that takes equally long for each record. Each time that one is fetched it has changed once more: its first version is the first response, its
/// second the second.
/// </summary>
internal sealed class FixedLatencyApi : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _fetches = new();
    private readonly WebApplication _server;

    private FixedLatencyApi(TimeSpan delay)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapGet("/invoices/", async (HttpContext context) =>
        {
            await Task.Delay(delay, context.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System, context.RequestAborted);
            var id = context.Request.Query["invoice_id"].ToString();
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(Response(id), context.RequestAborted);
        });
        _server.MapPost("/organisations/set_current_org", () => Results.Json(new { message = "Updated" }));
    }

    /// <summary>Gets where it listens.</summary>
    public Uri BaseAddress => new(_server.Urls.Single());

    /// <summary>Starts it.</summary>
    /// <param name="delay">How long each record takes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FixedLatencyApi> StartAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        var api = new FixedLatencyApi(delay);
        await api._server.StartAsync(cancellationToken);
        return api;
    }

    /// <summary>A webhook that tells of a version of a record.</summary>
    /// <param name="id">The record.</param>
    /// <param name="version">Its version, from 1.</param>
    public static byte[] Webhook(int id, int version) => Encoding.UTF8.GetBytes(
        $$$"""{"event":"invoice_update","invoice":{{{Record($"{id}", version)}}}}""");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private byte[] Response(string id)
    {
        var version = _fetches.AddOrUpdate(id, 1, static (_, fetches) => fetches + 1);
        return Encoding.UTF8.GetBytes($$"""{"invoices":[{{Record(id, version)}}]}""");
    }

    private static string Record(string id, int version) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":{{id}},"organisation_id":9579,"updated_at":"{{DateTimeOffset.UnixEpoch.AddYears(56).AddSeconds(version):O}}","total":{{version}}}""");
}
