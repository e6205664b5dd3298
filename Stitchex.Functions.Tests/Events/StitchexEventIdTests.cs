using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Events;

public sealed class StitchexEventIdTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void Id_NamesItsPartitionAndItsRow()
    {
        var id = StitchexEventId.Create("pick_ticket", "210345", "update", Hash);

        Assert.Equal("pick_ticket.210345.update." + Hash, id.ToString());
        Assert.Equal("pick_ticket.210345", id.PartitionKey);
        Assert.Equal("event.update." + Hash, id.RowKey);
    }

    [Theory]
    [InlineData("pick_ticket", "210345", "update")]
    [InlineData("saison d'été", "a/b", "#")]
    [InlineData("season", null, "unknown")]
    public void Text_IsReadBack(string resource, string? recordId, string action)
    {
        var id = StitchexEventId.Create(resource, recordId, action, Hash);

        Assert.True(StitchexEventId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.True(IsStorable(read));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("invoice.7.update")]
    [InlineData("invoice.7.update.short")]
    [InlineData("invoice..update.0123456789abcdef0123456789abcdef")]
    [InlineData("inv/ice.7.update.0123456789abcdef0123456789abcdef")]
    [InlineData("inv ice.7.update.0123456789abcdef0123456789abcdef")]
    public void WhatIsNoId_IsNotRead(string? text) => Assert.False(StitchexEventId.TryParse(text, out _));

    /// <summary>Whether Table Storage takes both keys.</summary>
    internal static bool IsStorable(StitchexEventId id) => $"{id.PartitionKey}|{id.RowKey}" is { Length: < 512 } keys
        && keys.All(c => c is > ' ' and <= '~' and not ('/' or '\\' or '#' or '?'));
}
