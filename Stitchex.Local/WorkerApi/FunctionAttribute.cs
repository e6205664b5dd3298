namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes a method a function that the host finds and calls.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute : Attribute
{
    /// <summary>Initializes a new instance of the <see cref="FunctionAttribute"/> class.</summary>
    /// <param name="name">The function's name, by which keys, settings and logs know it.</param>
    public FunctionAttribute(string name) => Name = name;

    /// <summary>Gets the function's name.</summary>
    public string Name { get; }
}
