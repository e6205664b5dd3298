using System.Reflection;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>A function that was found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">The method to call.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="Arguments">Where the arguments come from, one for each parameter.</param>
/// <param name="IsDisabled">Whether it is switched off by a setting.</param>
internal sealed record FunctionDescriptor(
    string Name,
    MethodInfo Method,
    FunctionTrigger Trigger,
    IReadOnlyList<ArgumentSource> Arguments,
    bool IsDisabled);
