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

    private sealed class Forwarding<TTarget, TMap>(TTarget target, TMap map) : IRecordHandler
    {
        public Task HandleAsync(RecordChange change, CancellationToken cancellationToken) => Task.FromResult((target, map));
    }
}
