using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function with a message of a storage queue.</summary>
public sealed class QueueTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Initializes a new instance of the <see cref="QueueTriggerAttribute"/> class.</summary>
    /// <param name="queueName">The queue's name, or <c>%setting%</c>.</param>
    public QueueTriggerAttribute(string queueName) => QueueName = queueName;

    /// <summary>Gets the queue's name.</summary>
    public string QueueName { get; }

    /// <summary>Gets or sets the name of the setting that tells the storage account. The default is <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; set; }
}
