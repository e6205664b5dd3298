using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Records;

namespace Stitchex.Local.Operator;

/// <summary>Runs a destination's script on this machine, and shows what it makes of records beside what they are.</summary>
internal sealed class ScriptConsole(IAnsiConsole console, IChangeScript script, string resource)
{
    private const int MostLines = 40;
    private const int LongestLine = 200;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private int _sent;
    private int _skipped;
    private int _failed;

    /// <summary>Tries it on a record that is in a file.</summary>
    /// <param name="record">The record, JSON.</param>
    /// <param name="kind">What happened to it: created, updated or deleted.</param>
    /// <exception cref="OperatorException">The file holds no JSON.</exception>
    public void TryFile(ReadOnlyMemory<byte> record, string kind)
    {
        try
        {
            using var parsed = JsonDocument.Parse(record);
            var isObject = parsed.RootElement.ValueKind == JsonValueKind.Object;
            var id = isObject && parsed.RootElement.TryGetProperty("id", out var found) ? found.ToString() : "";
            var version = isObject && parsed.RootElement.TryGetProperty("updated_at", out var at) ? at.ToString() : null;
            DateTimeOffset? time = DateTimeOffset.TryParse(version, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read) ? read : null;
            Try(id, kind, record, time);
        }
        catch (JsonException e)
        {
            throw new OperatorException($"The file holds no record: {e.Message}");
        }
    }

    /// <summary>Tries it on records of a deployment, as they were delivered last.</summary>
    /// <param name="client">Asks the deployment.</param>
    /// <param name="ids">The records' ids; none for those of the newest events.</param>
    /// <param name="state">Where these events stand; null for anywhere.</param>
    /// <param name="max">How many records at most, where no ids are given.</param>
    /// <param name="kind">What happened to those that are not deleted.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="OperatorException">The deployment cannot be reached, or rejects.</exception>
    public async Task TryRecordsAsync(
        OperatorClient client, IReadOnlyList<string> ids, string? state, int max, string kind, CancellationToken cancellationToken)
    {
        var records = ids.Count > 0 ? ids.ToAsyncEnumerable() : client
            .ListAsync([new("resource", resource), new("state", state)], cancellationToken)
            .Take(OperatorClient.MaxPages)
            .SelectMany(page => page.Events)
            .Where(line => line.RecordId is not null)
            .Select(line => line.RecordId!)
            .Distinct()
            .Take(max);
        await foreach (var id in records.WithCancellation(cancellationToken))
        {
            var delivered = await client.FindRecordAsync(resource, id, cancellationToken);
            if (delivered is { IsTombstone: true })
            {
                Try(id, DestinationKind.Deleted, default, version: null);
            }
            else if (await client.FindRecordContentAsync(resource, id, cancellationToken) is { } content)
            {
                Try(id, kind, content, delivered?.Version);
            }
            else
            {
                console.WriteLine(TerminalText.From($"{resource} {id}: nothing of it was delivered yet."));
            }
        }
    }

    /// <summary>Says how it went.</summary>
    /// <returns>Whether nothing failed.</returns>
    public bool Conclude()
    {
        console.WriteLine($"{_sent} sent, {_skipped} skipped, {_failed} failed.");
        return _failed == 0;
    }

    private void Try(string id, string kind, ReadOnlyMemory<byte> record, DateTimeOffset? version)
    {
        var isDeleted = kind == DestinationKind.Deleted;
        var result = script.Run(
            new RecordChange
            {
                ChangeId = "",
                Resource = resource,
                RecordId = id,
                Action = kind,
                IsFirst = kind == DestinationKind.Created,
                IsDeleted = isDeleted,
                Record = isDeleted ? default : record,
                Version = isDeleted ? null : version,
                FencingToken = 0,
                EventId = "",
            },
            CancellationToken.None);
        var after = result switch
        {
            ScriptResult.Shaped shaped => Lines(shaped.Data),
            ScriptResult.Skipped => "(skipped: it returned null)",
            ScriptResult.Failed failed => $"The script {failed.Error}",
            _ => throw new InvalidOperationException($"Unexpected result: {result}."),
        };
        _ = result switch
        {
            ScriptResult.Shaped => _sent++,
            ScriptResult.Skipped => _skipped++,
            _ => _failed++,
        };
        var table = new Table().RoundedBorder().AddColumns(Cell($"{resource} {id}, {kind}"), Cell("What is sent"));
        console.Write(table.AddRow(new Text(TerminalText.From(isDeleted ? "(no record)" : Lines(record))), new Text(TerminalText.From(after))));
    }

    private static TableColumn Cell(string text) => new(new Text(TerminalText.From(text)));

    private static string Lines(ReadOnlyMemory<byte> json)
    {
        var lines = Pretty(json).Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        var shown = lines.Take(MostLines).Select(line => line.Length > LongestLine ? line[..LongestLine] + "…" : line);
        return string.Join('\n', lines.Count > MostLines ? shown.Append($"… {lines.Count - MostLines} more lines") : shown);
    }

    private static string Pretty(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
            return JsonSerializer.Serialize(parsed.RootElement, Readable);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair, say: as it is, then.
            return Encoding.UTF8.GetString(json.Span);
        }
    }
}
