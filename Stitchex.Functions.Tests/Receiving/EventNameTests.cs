using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Receiving;

public sealed class EventNameTests
{
    [Theory]
    [InlineData("pick_ticket_update", "pick_ticket", "update")]
    [InlineData("invoice_create", "invoice", "create")]
    [InlineData("Pick_Ticket_DELETE", "pick_ticket", "delete")]
    [InlineData("season_changed", "season", "changed")]
    [InlineData("ping", "ping", "unknown")]
    [InlineData("_update", "", "update")]
    [InlineData("invoice_", "invoice", "")]
    public void Name_IsSplitAtItsLastUnderscore(string name, string resource, string action) =>
        Assert.Equal(new EventName(resource, action), EventName.Parse(name));

    [Fact]
    public void LettersBeyondAscii_StayAsTheyAre() => Assert.Equal("Ärger", EventName.Parse("ÄRGER_UPDATE").Resource);
}
