using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function with an HTTP request.</summary>
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Initializes a new instance of the <see cref="HttpTriggerAttribute"/> class for all methods, with a function key.</summary>
    public HttpTriggerAttribute()
        : this(AuthorizationLevel.Function)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="HttpTriggerAttribute"/> class for everybody.</summary>
    /// <param name="methods">The HTTP methods that the function answers.</param>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>Initializes a new instance of the <see cref="HttpTriggerAttribute"/> class for all methods.</summary>
    /// <param name="authLevel">What the caller has to present.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>Initializes a new instance of the <see cref="HttpTriggerAttribute"/> class.</summary>
    /// <param name="authLevel">What the caller has to present.</param>
    /// <param name="methods">The HTTP methods that the function answers.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
        : this(authLevel) => Methods = methods;

    /// <summary>Gets or sets the route template after the prefix. The default is the function's name.</summary>
    public string? Route { get; set; }

    /// <summary>Gets the HTTP methods that the function answers; all if there are none.</summary>
    public string[]? Methods { get; private set; }

    /// <summary>Gets what the caller has to present.</summary>
    public AuthorizationLevel AuthLevel { get; private set; }
}
