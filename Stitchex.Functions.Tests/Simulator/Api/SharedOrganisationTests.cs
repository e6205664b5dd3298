using System.Net;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Api;

namespace Stitchex.Functions.Tests.Simulator.Api;

/// <summary>The current organisation, where all tokens of the user share it.</summary>
public sealed class SharedOrganisationTests : SimulatorTest
{
    private protected override StitchexSimulatorOptions Options => new()
    {
        OrganisationScope = OrganisationScope.User,
        MissingOrganisation = MissingOrganisation.UseFirst,
    };

    [Fact]
    public async Task RecordsWithoutChoice_AreThoseOfTheFirstOrganisation()
    {
        var ticket = Simulator.Create("pick_ticket");
        await LogInAsync();

        using var response = await Http.GetAsync($"/pick_tickets/{ticket.Id}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task ChoiceOfOneToken_HoldsForTheNext()
    {
        var ticket = Simulator.Create("pick_ticket", organisationId: OtherOrganisation);
        await LogInAsync();
        using var choice = await ChooseAsync(OtherOrganisation);
        await LogInAsync();

        using var response = await Http.GetAsync($"/pick_tickets/{ticket.Id}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
