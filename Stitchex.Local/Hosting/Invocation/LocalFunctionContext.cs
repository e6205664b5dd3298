using Microsoft.Azure.Functions.Worker;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>An invocation in this host.</summary>
internal sealed class LocalFunctionContext(
    string invocationId,
    string functionName,
    IServiceProvider services,
    CancellationToken cancellationToken) : FunctionContext
{
    /// <inheritdoc/>
    public override string InvocationId { get; } = invocationId;

    /// <inheritdoc/>
    public override string FunctionId { get; } = functionName;

    /// <inheritdoc/>
    public override IServiceProvider InstanceServices { get; set; } = services;

    /// <inheritdoc/>
    public override CancellationToken CancellationToken { get; } = cancellationToken;
}
