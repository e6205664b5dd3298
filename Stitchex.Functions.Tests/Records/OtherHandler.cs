using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Tests.Records;

/// <summary>A second handler, with a <see cref="HandlerJournal"/> of its own.</summary>
internal sealed class OtherHandler([FromKeyedServices(OtherHandler.Key)] HandlerJournal journal) : IRecordHandler
{
    /// <summary>The key of its journal.</summary>
    public const string Key = "other";

    public Task HandleAsync(RecordChange change, CancellationToken cancellationToken) => journal.TakeAsync(change, cancellationToken);
}
