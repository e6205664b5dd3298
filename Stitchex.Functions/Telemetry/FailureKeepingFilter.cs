using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Stitchex.Functions.Telemetry;

/// <summary>
/// Decides, when a span has ended, whether it is exported. A sampler would have to decide when it starts, and cannot know then whether it will fail. A failed
/// span is exported, and so are those of this process that it is a part of; of the others, those of a share of all traces, the same in every instance.
/// </summary>
internal sealed class FailureKeepingFilter(double traceRatio) : BaseProcessor<Activity>
{
    private const string IsKept = "stitchex.kept";

    private readonly TraceIdRatioBasedSampler _share = new(traceRatio);

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        ArgumentNullException.ThrowIfNull(data);

        if (data.Status == ActivityStatusCode.Error || data.GetCustomProperty(IsKept) is not null)
        {
            data.Parent?.SetCustomProperty(IsKept, IsKept);
        }
        else if (!IsOfTheShare(data))
        {
            // Processors that export come later, and leave alone what is not recorded.
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    private bool IsOfTheShare(Activity data) =>
        _share.ShouldSample(new SamplingParameters(default, data.TraceId, data.DisplayName, data.Kind)).Decision == SamplingDecision.RecordAndSample;
}
