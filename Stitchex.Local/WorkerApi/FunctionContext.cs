namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>Gets what identifies the invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>Gets what identifies the function.</summary>
    public abstract string FunctionId { get; }

    /// <summary>Gets or sets the services of the invocation's own scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>Gets the token that is cancelled when the invocation should end early.</summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}
