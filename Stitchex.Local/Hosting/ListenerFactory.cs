using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Hosting.Invocation;
using Stitchex.Local.Hosting.Queues;
using Stitchex.Local.Hosting.Timers;

namespace Stitchex.Local.Hosting;

/// <summary>Makes what listens for the triggers of functions other than those of HTTP.</summary>
internal sealed class ListenerFactory(
    FunctionsHostOptions options,
    QueueSettings queues,
    FunctionInvoker invoker,
    HostLifetime lifetime,
    ILoggerFactory loggers)
{
    private const string PoisonSuffix = "-poison";
    private const int LongestQueueName = 63;

    /// <summary>Makes the listeners of all functions that are not switched off.</summary>
    public IReadOnlyList<ITriggerListener> Create(IEnumerable<FunctionDescriptor> functions) =>
        [.. functions.Where(function => !function.IsDisabled).Select(Create).OfType<ITriggerListener>()];

    private ITriggerListener? Create(FunctionDescriptor function) => function.Trigger switch
    {
        HttpTrigger => null,
        QueueTrigger trigger => Create(function, trigger),
        TimerTrigger trigger => Create(function, trigger),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function.Trigger, "Unknown trigger."),
    };

    private QueueListener Create(FunctionDescriptor function, QueueTrigger trigger)
    {
        var logger = loggers.CreateLogger("Host.Triggers.Queues");
        var clients = new QueueClientOptions();
        options.ConfigureQueues(clients);
        var queue = new QueueClient(trigger.ConnectionString, trigger.QueueName, clients);
        var hasPoison = !trigger.QueueName.EndsWith(PoisonSuffix, StringComparison.Ordinal)
            && trigger.QueueName.Length + PoisonSuffix.Length <= LongestQueueName;
        var poison = hasPoison ? new QueueClient(trigger.ConnectionString, trigger.QueueName + PoisonSuffix, clients) : null;

        var processor = new QueueMessageProcessor(
            function, queue, poison, queues, options.MessageLease, invoker, lifetime, options.TimeProvider, logger);

        return new(function, queue, processor, queues, options.MessageLease, lifetime, options.PollingTimeProvider, logger);
    }

    private TimerListener Create(FunctionDescriptor function, TimerTrigger trigger)
    {
        var store = trigger.MonitorConnectionString is { } connectionString
            && trigger.Schedule.IsWorthMonitoring(options.TimeProvider.GetUtcNow().UtcDateTime)
                ? new TimerStatusStore(connectionString)
                : null;

        return new(
            function,
            trigger,
            store,
            invoker,
            lifetime,
            options.TimeProvider,
            loggers.CreateLogger("Host.Triggers.Timer"));
    }
}
