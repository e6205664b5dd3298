using Azure;
using Azure.Storage.Queues.Models;

namespace Stitchex.Local.Hosting.Queues;

/// <summary>What answers of a queue mean.</summary>
internal static class QueueErrors
{
    /// <summary>Tells whether a message is no longer ours to change: somebody else took it, or it or its queue is gone.</summary>
    public static bool IsMessageLost(RequestFailedException exception) =>
        exception.ErrorCode == QueueErrorCode.PopReceiptMismatch
        || exception.ErrorCode == QueueErrorCode.MessageNotFound
        || exception.ErrorCode == QueueErrorCode.QueueNotFound
        || exception.ErrorCode == QueueErrorCode.QueueBeingDeleted
        || exception.ErrorCode == QueueErrorCode.QueueDisabled;
}
