using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Simulator.Control;

/// <summary>Changes to how webhooks are sent; what is not given stays as it is.</summary>
internal sealed record WebhookSettings
{
    public Uri? Target { get; init; }

    public IReadOnlyList<WebhookBodyShape>? Shapes { get; init; }

    public TimeSpan? Timeout { get; init; }

    public double? RetryScale { get; init; }

    public double? DuplicateShare { get; init; }

    public TimeSpan? DuplicateDelay { get; init; }

    public double? HoldBackShare { get; init; }

    public TimeSpan? LongestHoldBack { get; init; }

    public TimeSpan? BurstInterval { get; init; }

    public TimeSpan? DropFor { get; init; }

    public WebhookOptions ApplyTo(WebhookOptions options, DateTimeOffset now) => options with
    {
        Target = Target ?? options.Target,
        Shapes = Shapes ?? options.Shapes,
        Timeout = Timeout ?? options.Timeout,
        RetryScale = RetryScale ?? options.RetryScale,
        DuplicateShare = DuplicateShare ?? options.DuplicateShare,
        DuplicateDelay = DuplicateDelay ?? options.DuplicateDelay,
        HoldBackShare = HoldBackShare ?? options.HoldBackShare,
        LongestHoldBack = LongestHoldBack ?? options.LongestHoldBack,
        BurstInterval = BurstInterval ?? options.BurstInterval,
        DroppedUntil = DropFor is { } span ? now + span : options.DroppedUntil,
    };
}
