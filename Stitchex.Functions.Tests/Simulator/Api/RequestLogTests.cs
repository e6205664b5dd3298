namespace Stitchex.Functions.Tests.Simulator.Api;

/// <summary>What is remembered of requests.</summary>
public sealed class RequestLogTests : SimulatorTest
{
    [Fact]
    public async Task Requests_AreCountedByTemplateAndStatus()
    {
        var invoice = Simulator.Create("invoice");
        await EnterAsync();

        await GetAsync($"/invoices/?invoice_id={invoice.Id}");
        await GetAsync("/invoices/?invoice_id=7");
        await GetAsync("/products/7");

        Assert.Equal(2, Simulator.Requests.Count("/invoices/?invoice_id={id}", 200));
        Assert.Equal(1, Simulator.Requests.Count("/products/{id}", 404));
        Assert.Equal(5, Simulator.Requests.Count());
    }

    [Fact]
    public async Task Request_IsLoggedWithItsTokensNumber()
    {
        await EnterAsync();
        await LogInAsync();
        await GetAsync("/organisations");

        Assert.Equal([null, 1, null, 2], Simulator.Requests.Recent.Select(request => request.Token));
    }

    [Fact]
    public async Task Secrets_AreNotLogged()
    {
        var token = (string)(await LogInAsync())["access_token"]!;

        await GetAsync($"/products/7?access_token={token}");

        Assert.DoesNotContain(Simulator.Requests.Recent, request => request.ToString().Contains(token, StringComparison.Ordinal));
    }

    private async Task GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
    }
}
