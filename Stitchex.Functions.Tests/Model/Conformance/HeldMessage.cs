using Azure.Storage.Queues.Models;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model.Conformance;

/// <summary>A message that was received from the queue.</summary>
/// <param name="Received">What the queue said.</param>
/// <param name="Content">What it says.</param>
/// <param name="Event">Which of the scenario's events it is of.</param>
internal sealed record HeldMessage(QueueMessage Received, EventMessage Content, int Event)
{
    /// <summary>Whether it is a message of the model, but for how long that is hidden.</summary>
    public bool Is(QueuedMessage message) =>
        message with { IsDelayed = false, Asked = Asked.JustNow } == new QueuedMessage(Event, Content.Sequence, Content.Reopen, Content.WriteIndexEntry);
}
