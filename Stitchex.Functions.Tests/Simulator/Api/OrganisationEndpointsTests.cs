using System.Net;

namespace Stitchex.Functions.Tests.Simulator.Api;

/// <summary>The current organisation, where each token has its own.</summary>
public sealed class OrganisationEndpointsTests : SimulatorTest
{
    [Fact]
    public async Task Organisations_AreListed()
    {
        await LogInAsync();

        using var response = await Http.GetAsync("/organisations");

        var body = await BodyAsync(response);
        Assert.Equal(OurOrganisation, (long)body["organisations"]![0]!["id"]!);
        Assert.Equal("Åland & Søns", (string?)body["organisations"]![0]!["name"]);
    }

    [Fact]
    public async Task Choice_Returns201Updated()
    {
        await LogInAsync();

        using var response = await ChooseAsync(OurOrganisation);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("{\"Status\":\"Updated\"}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task UnknownOrganisation_IsRefused()
    {
        await LogInAsync();

        using var response = await ChooseAsync(1);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task RecordsWithoutChoice_AreRefused()
    {
        var ticket = Simulator.Create("pick_ticket");
        await LogInAsync();

        using var response = await Http.GetAsync($"/pick_tickets/{ticket.Id}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task NewToken_HasNoChoice()
    {
        var ticket = Simulator.Create("pick_ticket");
        await EnterAsync();
        await LogInAsync();

        using var response = await Http.GetAsync($"/pick_tickets/{ticket.Id}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task RecordOfAnotherOrganisation_IsSeenOnlyThere()
    {
        var ticket = Simulator.Create("pick_ticket", organisationId: OtherOrganisation);
        await EnterAsync();

        using var ours = await Http.GetAsync($"/pick_tickets/{ticket.Id}");
        using var switched = await ChooseAsync(OtherOrganisation);
        using var theirs = await Http.GetAsync($"/pick_tickets/{ticket.Id}");

        Assert.Equal(HttpStatusCode.NotFound, ours.StatusCode);
        Assert.Equal(OtherOrganisation, (long)(await BodyAsync(theirs))["pick_ticket"]!["organisation_id"]!);
    }

    [Fact]
    public async Task SwitchBehindTheClientsBack_HidesItsRecords()
    {
        var ticket = Simulator.Create("pick_ticket");
        await EnterAsync();

        Simulator.CurrentOrganisation.SwitchAll(OtherOrganisation);

        using var response = await Http.GetAsync($"/pick_tickets/{ticket.Id}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
