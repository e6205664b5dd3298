using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Events;

public sealed class EventMessageTests
{
    private const string Id = "invoice.7.update.0123456789abcdef0123456789abcdef";

    [Fact]
    public void Message_HasNoMoreFieldsThanItNeeds()
    {
        var message = new EventMessage { Id = Id, Resource = "invoice", RecordId = "7" };

        Assert.Equal($$"""{"v":1,"id":"{{Id}}","resource":"invoice","recordId":"7","sequence":0}""", message.ToString());
    }

    [Fact]
    public void UnknownFields_SurviveBeingSentAgain()
    {
        Assert.True(EventMessage.TryParse($$$"""{"v":1,"id":"{{{Id}}}","resource":"invoice","recordId":"7","sequence":2,"reopen":true,"later":{"a":1}}""", out var message, out _));

        Assert.Equal($$$"""{"v":1,"id":"{{{Id}}}","resource":"invoice","recordId":"7","sequence":3,"later":{"a":1}}""", (message with { Sequence = 3, Reopen = false }).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"v":1,"id":"no id","resource":"invoice","sequence":0}""")]
    [InlineData("""{"v":2,"id":"invoice.7.update.0123456789abcdef0123456789abcdef","resource":"invoice","sequence":0}""")]
    [InlineData("""{"v":1,"id":"invoice.7.update.0123456789abcdef0123456789abcdef","resource":"invoice","sequence":-1}""")]
    public void WhatIsNoMessage_IsNotRead(string text) => Assert.False(EventMessage.TryParse(text, out _, out _));
}
