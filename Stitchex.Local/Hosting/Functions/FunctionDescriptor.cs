namespace Stitchex.Local.Hosting.Functions;

/// <summary>A function that the worker has told of.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameter">The name of the parameter that takes what started it.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="IsDisabled">Whether it is switched off by a setting.</param>
internal sealed record FunctionDescriptor(string Name, string Parameter, FunctionTrigger Trigger, bool IsDisabled);
