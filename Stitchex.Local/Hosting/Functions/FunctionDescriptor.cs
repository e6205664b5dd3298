using Stitchex.Local.Hosting.Timers;

namespace Stitchex.Local.Hosting.Functions;

/// <summary>A function that the worker has told of, with the name of the parameter that takes what started it.</summary>
internal sealed record FunctionDescriptor(string Name, string Parameter, FunctionTrigger Trigger, bool IsDisabled);

/// <summary>What starts a function.</summary>
internal abstract record FunctionTrigger;

/// <summary>An HTTP request starts the function: one with a method of these, or, where there are none, with any.</summary>
internal sealed record HttpTrigger(string Route, IReadOnlyList<string> Methods, KeyLevel Level) : FunctionTrigger;

/// <summary>The key that an HTTP function asks for: none; its own or the host's; the master key.</summary>
internal enum KeyLevel
{
    Anonymous,
    Function,
    Admin,
}

/// <summary>A queue message starts the function. The connection is the setting that names the account that the queue is in.</summary>
internal sealed record QueueTrigger(string QueueName, string Connection) : FunctionTrigger;

/// <summary>The clock starts the function. With a monitor, runs are remembered, so that a missed one is noticed.</summary>
internal sealed record TimerTrigger(TimerSchedule Schedule, bool RunOnStartup, bool UseMonitor) : FunctionTrigger;
