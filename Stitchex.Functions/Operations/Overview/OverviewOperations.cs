using Stitchex.Functions.Operations.Http;

namespace Stitchex.Functions.Operations.Overview;

/// <summary>Tells an operator what is wrong now.</summary>
public sealed class OverviewOperations
{
    private readonly OverviewReader _reader;

    internal OverviewOperations(OverviewReader reader) => _reader = reader;

    /// <summary>Tells what is wrong.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200.</returns>
    public async Task<OperatorResponse> GetAsync(CancellationToken cancellationToken) =>
        OperatorResponse.Json(await _reader.ReadAsync(cancellationToken), OperatorJson.Readable.OverviewReport);
}
