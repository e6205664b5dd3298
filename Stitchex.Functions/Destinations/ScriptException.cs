namespace Stitchex.Functions.Destinations;

/// <summary>A script cannot be used. The message goes on where "the script" begins a sentence.</summary>
internal sealed class ScriptException(string message) : Exception(message);
