namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Marks the parameter that receives what started the function.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute
{
    /// <summary>Initializes a new instance of the <see cref="TriggerBindingAttribute"/> class.</summary>
    public TriggerBindingAttribute()
    {
    }
}
