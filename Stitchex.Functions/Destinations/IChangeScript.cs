using Stitchex.Functions.Records;

namespace Stitchex.Functions.Destinations;

/// <summary>Chooses what a destination gets, and shapes it.</summary>
internal interface IChangeScript
{
    /// <summary>Runs it for one change. What it did for another is gone.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    ScriptResult Run(RecordChange change, CancellationToken cancellationToken);
}
