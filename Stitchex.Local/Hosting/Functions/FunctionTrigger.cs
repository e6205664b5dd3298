namespace Stitchex.Local.Hosting.Functions;

/// <summary>What starts a function.</summary>
internal abstract record FunctionTrigger;
