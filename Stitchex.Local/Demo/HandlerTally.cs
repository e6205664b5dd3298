using Stitchex.Functions.Protocol;
using Stitchex.Functions.Records;
using Stitchex.Local.Lab;

namespace Stitchex.Local.Demo;

/// <summary>What became of the events at one handler, when it was called last for each.</summary>
/// <param name="Name">The handler's name, without its namespace.</param>
/// <param name="Done">At how many it has the change.</param>
/// <param name="Failed">At how many it failed, rejected the record, or asked to be called later.</param>
internal sealed record HandlerTally(string Name, int Done, int Failed)
{
    private static readonly string Archive = typeof(BlobRecordArchive).FullName!;

    /// <summary>Counts how calls ended, of every handler but the archive.</summary>
    public static IReadOnlyList<HandlerTally> From(IEnumerable<StoredRow> events) =>
    [
        .. events.SelectMany(row => row.Handlers)
            .Where(result => result.Handler != Archive)
            .GroupBy(result => result.Handler, StringComparer.Ordinal)
            .Select(calls => (calls.Key, Done: calls.Count(call => call.State == HandlerState.Done), All: calls.Count()))
            .Select(calls => new HandlerTally(calls.Key[(calls.Key.AsSpan().LastIndexOfAny('.', '+') + 1)..], calls.Done, calls.All - calls.Done))
            .OrderBy(handler => handler.Name, StringComparer.Ordinal),
    ];
}
