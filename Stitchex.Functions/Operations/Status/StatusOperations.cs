using Stitchex.Functions.Operations.Http;

namespace Stitchex.Functions.Operations.Status;

/// <summary>Tells an operator which deployment this is, and what cannot work now.</summary>
public sealed class StatusOperations
{
    private readonly StatusReader _reader;

    internal StatusOperations(StatusReader reader) => _reader = reader;

    /// <summary>Tells it.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200.</returns>
    public async Task<OperatorResponse> GetAsync(CancellationToken cancellationToken) =>
        OperatorResponse.Json(await _reader.ReadAsync(cancellationToken), OperatorJson.Readable.StatusReport);
}
