using Azure;
using Azure.Identity;

namespace Stitchex.Functions.Storage;

/// <summary>Knows the exceptions by which storage's clients tell that they failed.</summary>
internal static class StorageFailure
{
    /// <summary>Whether storage, or the way to it, failed: a response, a login, or all tries of one request.</summary>
    public static bool Is(Exception e) => e is RequestFailedException or AuthenticationFailedException or AggregateException;
}
