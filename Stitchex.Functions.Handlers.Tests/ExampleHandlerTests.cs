using System.Text.Json;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Handlers.Tests;

/// <summary>The example of docs/handlers.md, and its test.</summary>
public sealed class ExampleHandlerTests
{
    [Fact]
    public async Task Invoice_IsPosted_WithTheChangesId()
    {
        var ledger = new Ledger();

        await new PostInvoice(ledger).HandleAsync(SampleChange.From("invoice", """{"id":7,"grand_total":"440.0"}"""), CancellationToken.None);

        Assert.Equal(("7", "440.0"), ledger.Entries["invoice.7@1-0123456789ab"]);
    }

    [Theory]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"id":7,"grand_total":null}""")]
    public async Task InvoiceWithoutATotal_IsRejected(string record) => await Assert.ThrowsAsync<RejectRecordException>(
        () => new PostInvoice(new Ledger()).HandleAsync(SampleChange.From("invoice", record), CancellationToken.None));

    [Fact]
    public async Task DeletedInvoice_IsCancelled()
    {
        var ledger = new Ledger();

        await new PostInvoice(ledger).HandleAsync(SampleChange.Deletion("invoice", "7"), CancellationToken.None);

        Assert.Equal(("7", null), ledger.Entries["invoice.7@2-deleted"]);
    }

    private sealed class Ledger
    {
        public Dictionary<string, (string Invoice, string? Total)> Entries { get; } = [];

        public Task PostAsync(string key, string invoice, string? total, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Entries[key] = (invoice, total);
            return Task.CompletedTask;
        }

        public Task CancelAsync(string key, string invoice, CancellationToken cancellationToken) => PostAsync(key, invoice, total: null, cancellationToken);
    }

    private sealed class PostInvoice(Ledger ledger) : IRecordHandler
    {
        public async Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
        {
            if (change.IsDeleted)
            {
                await ledger.CancelAsync(change.ChangeId, change.RecordId, cancellationToken);
                return;
            }

            using var invoice = JsonDocument.Parse(change.Record);
            if (!invoice.RootElement.TryGetProperty("grand_total", out var total) || total.ValueKind != JsonValueKind.String)
            {
                throw new RejectRecordException("An invoice without a total cannot be posted.");
            }

            await ledger.PostAsync(change.ChangeId, change.RecordId, total.GetString(), cancellationToken);
        }
    }
}
