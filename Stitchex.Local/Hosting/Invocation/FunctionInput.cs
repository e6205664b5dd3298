using Microsoft.Azure.Functions.Worker;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>What an invocation starts with.</summary>
/// <param name="Reason">What started it, for the log.</param>
/// <param name="CreateTriggerValue">Makes the value of the trigger's parameter.</param>
internal sealed record FunctionInput(string Reason, Func<FunctionContext, ValueTask<object>> CreateTriggerValue)
{
    private static readonly IReadOnlyDictionary<string, object?> NoRouteValues = new Dictionary<string, object?>();

    /// <summary>Gets the values of the route's parameters.</summary>
    public IReadOnlyDictionary<string, object?> RouteValues { get; init; } = NoRouteValues;

    /// <summary>Gets the token that is cancelled when nobody waits for the result any more.</summary>
    public CancellationToken CallerGone { get; init; }

    /// <summary>Makes an input of a value that is there already.</summary>
    public static FunctionInput Of(string reason, object triggerValue) => new(reason, _ => ValueTask.FromResult(triggerValue));
}
