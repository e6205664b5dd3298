using System.Net;
using System.Text;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Simulator.Api;

/// <summary>Records one by one.</summary>
public sealed class RecordEndpointsTests : SimulatorTest
{
    [Theory]
    [InlineData("pick_ticket", "/pick_tickets/", "pick_ticket")]
    [InlineData("receiving_ticket", "/receiving_tickets/", "receiving_ticket")]
    [InlineData("product", "/products/", "product")]
    [InlineData("customer", "/customers/", "customer")]
    [InlineData("sales_order", "/sales_orders/", "sales_order")]
    [InlineData("payment", "/payments/", "payment")]
    [InlineData("production_order", "/production_orders/", "production_order")]
    [InlineData("return", "/returns/", "returns")]
    [InlineData("credit_note", "/credit_notes/", "credit_notes")]
    [InlineData("season", "/seasons/", "season")]
    [InlineData("category", "/categories/", "category")]
    public async Task Record_IsServedInItsEnvelope(string resource, string path, string key)
    {
        var made = Simulator.Create(resource);
        await EnterAsync();

        var body = await Http.GetStringAsync(path + made.Id);

        Assert.Equal($"{{\"{key}\":{Text(made)}}}", body);
    }

    [Theory]
    [InlineData("/invoices/?invoice_id=")]
    [InlineData("/invoices?invoice_id=")]
    public async Task Invoice_IsServedAsListOfOne(string path)
    {
        var made = Simulator.Create("invoice");
        await EnterAsync();

        var body = await Http.GetStringAsync(path + made.Id);

        Assert.Equal($"{{\"invoices\":[{Text(made)}]}}", body);
    }

    [Fact]
    public async Task UnknownInvoice_IsAnEmptyList()
    {
        await EnterAsync();

        Assert.Equal("{\"invoices\":[]}", await Http.GetStringAsync("/invoices/?invoice_id=7"));
    }

    [Fact]
    public async Task InvoiceByPath_Returns404()
    {
        var made = Simulator.Create("invoice");
        await EnterAsync();

        using var response = await Http.GetAsync($"/invoices/{made.Id}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("/pick_tickets/7")]
    [InlineData("/nothings/7")]
    [InlineData("/pick_tickets/7/lines")]
    public async Task Unknown_Returns404(string path)
    {
        await EnterAsync();

        using var response = await Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Deleted_Returns404()
    {
        var made = Simulator.Create("product");
        Simulator.Delete("product", made.Id);
        await EnterAsync();

        using var response = await Http.GetAsync($"/products/{made.Id}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task ExactBytes_AreServedUntouched()
    {
        var bytes = Encoding.UTF8.GetBytes("{ \"id\" : \"A-7\",\n\t\"name\": \"T\\u00eaxteis\", \"total\": 1.50e1, \"total\": null }");
        Simulator.Put("product", bytes);
        await EnterAsync();

        var body = await Http.GetByteArrayAsync("/products/A-7");

        Assert.Contains(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(body), StringComparison.Ordinal);
    }

    private static string Text(SimulatedChange made) => Encoding.UTF8.GetString(made.Version.Json.Span);
}
