namespace Stitchex.Local.Hosting.Invocation;

/// <summary>What starts a function, with all settings looked up.</summary>
internal abstract record FunctionTrigger;
