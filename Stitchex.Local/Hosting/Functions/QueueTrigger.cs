namespace Stitchex.Local.Hosting.Functions;

/// <summary>A queue message starts the function.</summary>
/// <param name="QueueName">The queue.</param>
/// <param name="Connection">The setting that names the account that it is in.</param>
internal sealed record QueueTrigger(string QueueName, string Connection) : FunctionTrigger;
