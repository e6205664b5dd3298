namespace Stitchex.Local.Hosting.Worker;

/// <summary>The worker process ended before it responded.</summary>
internal sealed class WorkerGoneException() : Exception("The worker process ended before it responded.");
