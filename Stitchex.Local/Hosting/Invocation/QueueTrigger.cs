namespace Stitchex.Local.Hosting.Invocation;

/// <summary>A queue message starts the function.</summary>
/// <param name="QueueName">The queue.</param>
/// <param name="ConnectionString">The account that it is in.</param>
internal sealed record QueueTrigger(string QueueName, string ConnectionString) : FunctionTrigger;
