using Stitchex.Functions.Records;

namespace Stitchex.Functions.Tests.Records;

public sealed class RecordHandlerRegistrationTests
{
    [Fact]
    public void Name_IsTheTypes() => Assert.Equal(typeof(RecordingHandler).FullName, new RecordHandlerRegistration(typeof(RecordingHandler), []).Name);

    [Fact]
    public void NameOfAGenericHandler_HasNoSpace_AndOutlivesAVersionOfItsAssembly()
    {
        // The names of the handlers that have a change are stored with spaces between them.
        var name = new RecordHandlerRegistration(typeof(Forwarding<HandlerJournal, RecordingHandler>), []).Name;

        Assert.DoesNotContain(' ', name);
        Assert.DoesNotContain("Version", name, StringComparison.Ordinal);
        Assert.Contains(nameof(HandlerJournal), name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sales_*", "sales_order", true)]
    [InlineData("Sales_*", "sales_order", true)]
    [InlineData("sales_*", "sales", false)]
    [InlineData("sales", "sales_order", false)]
    [InlineData("pick_*", "sales_order", false)]
    public void Resources_AreNames_OrAllThatBeginAlike(string wanted, string resource, bool wants) =>
        Assert.Equal(wants, new RecordHandlerRegistration(typeof(RecordingHandler), [wanted]).Wants(resource));

    private sealed class Forwarding<TTarget, TMap>(TTarget target, TMap map) : IRecordHandler
    {
        public Task HandleAsync(RecordChange change, CancellationToken cancellationToken) => Task.FromResult((target, map));
    }
}
