using System.Globalization;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Processing;

/// <summary>Gathers what settings and operators say about an event.</summary>
internal sealed class ProcessingPolicyReader(PauseSwitch pause, IgnoredEvents ignored, IOptions<StitchexApiOptions> options)
{
    private readonly string _organisationId = options.Value.OrganisationId.ToString(CultureInfo.InvariantCulture);

    /// <summary>What they say about one event.</summary>
    public async ValueTask<ProcessingPolicy> ReadAsync(EventRow row, CancellationToken cancellationToken) =>
        new(await pause.IsPausedAsync(cancellationToken), ignored.Contains(row.Resource, row.Action), _organisationId);
}
