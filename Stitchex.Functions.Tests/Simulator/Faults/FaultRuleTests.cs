using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Simulator.Faults;

/// <summary>Which requests meet a fault.</summary>
public sealed class FaultRuleTests : SimulatorTest
{
    [Fact]
    public async Task Count_MeetsTheNextRequestsOnly()
    {
        var fault = Simulator.Faults.Add(FaultRule.Response(503) with { Count = 2 });

        Assert.Equal([503, 503, 200], await StatusesAsync("/login", "/login", "/login"));
        Assert.Equal(2, fault.TimesMet);
    }

    [Fact]
    public async Task End_MeetsNoMoreRequests()
    {
        using (Simulator.Faults.Add(FaultRule.Response(503)))
        {
            Assert.Equal([503], await StatusesAsync("/login"));
        }

        Assert.Equal([200], await StatusesAsync("/login"));
        Assert.Empty(Simulator.Faults.Active);
    }

    [Fact]
    public async Task Path_MeetsWholeSegmentsOnly()
    {
        Simulator.Faults.Add(FaultRule.Response(503) with { Path = "/products/1" });

        Assert.Equal([503, 503, 401, 401], await StatusesAsync("/products/1", "/products/1/x", "/products/10", "/customers/1"));
    }

    [Fact]
    public async Task PathWithQuery_MeetsThatInvoiceOnly()
    {
        Simulator.Faults.Add(FaultRule.Response(503) with { Path = "/invoices/?invoice_id=1" });

        Assert.Equal([503, 401, 401], await StatusesAsync("/invoices/?invoice_id=1", "/invoices/?invoice_id=10", "/invoices"));
    }

    [Fact]
    public async Task Method_MeetsThatMethodOnly()
    {
        Simulator.Faults.Add(FaultRule.Response(503) with { Method = "POST" });

        Assert.Equal([200], await StatusesAsync("/login"));
    }

    [Fact]
    public async Task Share_MeetsAboutThatShare()
    {
        var fault = Simulator.Faults.Add(FaultRule.Response(503) with { Share = 0.5 });

        await StatusesAsync([.. Enumerable.Repeat("/login", 100)]);

        Assert.InRange(fault.TimesMet, 30, 70);
    }

    [Fact]
    public async Task EarlierFault_Wins()
    {
        Simulator.Faults.Add(FaultRule.Response(429) with { Count = 1 });
        Simulator.Faults.Add(FaultRule.Response(503));

        Assert.Equal([429, 503], await StatusesAsync("/login", "/login"));
    }

    [Fact]
    public async Task MetRequest_IsLoggedWithItsFault()
    {
        Simulator.Faults.Add(new(FaultKind.Empty));

        await StatusesAsync("/login");

        Assert.Equal(FaultKind.Empty, Simulator.Requests.Recent.Single().Fault);
    }

    private async Task<List<int>> StatusesAsync(params string[] paths)
    {
        var statuses = new List<int>();
        foreach (var path in paths)
        {
            using var response = await Http.GetAsync(path);
            statuses.Add((int)response.StatusCode);
        }

        return statuses;
    }
}
