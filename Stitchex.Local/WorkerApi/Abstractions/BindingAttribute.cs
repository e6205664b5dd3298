namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Binds a part of a function to something outside of it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class BindingAttribute : Attribute
{
    /// <summary>Initializes a new instance of the <see cref="BindingAttribute"/> class.</summary>
    public BindingAttribute()
    {
    }
}
