using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Stitchex.Functions.Benchmarks.NaiveApp;

/// <summary>The receiver that everybody writes first: insert, enqueue, return. It loses what fails in between, and takes a duplicate for news.</summary>
/// <param name="table">The table of events.</param>
/// <param name="queue">The queue.</param>
public sealed class NaiveWebhook(TableClient table, QueueClient queue)
{
    private const int TextLength = 32 * 1024;

    /// <summary>Takes one delivery in.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the sender hangs up.</param>
    /// <returns>The response.</returns>
    [Function(nameof(NaiveWebhook))]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "webhooks/naive")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(cancellationToken);
        using var document = JsonDocument.Parse(body);
        var name = document.RootElement.GetProperty("event").GetString()!;
        var resource = name[..name.LastIndexOf('_')];
        var record = document.RootElement.GetProperty(resource).GetProperty("id").GetInt64();
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

        // A text property holds 32 Ki characters.
        var row = new TableEntity($"{resource}.{record}", key) { ["Name"] = name };
        for (var part = 0; part * TextLength < body.Length; part++)
        {
            row[$"Body{part}"] = body[(part * TextLength)..Math.Min((part + 1) * TextLength, body.Length)];
        }

        await table.AddEntityAsync(row, cancellationToken);
        await queue.SendMessageAsync(JsonSerializer.Serialize(new { row.PartitionKey, row.RowKey }), cancellationToken);
        return request.CreateResponse(HttpStatusCode.Accepted);
    }
}
