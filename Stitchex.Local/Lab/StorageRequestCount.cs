using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Stitchex.Local.Lab;

/// <summary>Counts the requests that the app makes to storage, each try, and writes the sum to a file when the app ends in order.</summary>
/// <remarks>What the host asks its queues is not among them.</remarks>
/// <param name="path">The file's path.</param>
internal sealed class StorageRequestCount(string path) : HttpPipelineSynchronousPolicy, IDisposable
{
    private long _value;

    /// <summary>The path of the count beside a journal.</summary>
    public static string PathOf(string journalPath) => Path.ChangeExtension(journalPath, ".count");

    /// <summary>Reads the count beside a journal; null where the app did not end in order.</summary>
    public static long? Read(string journalPath) =>
        File.Exists(PathOf(journalPath)) ? long.Parse(File.ReadAllText(PathOf(journalPath)), CultureInfo.InvariantCulture) : null;

    public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _value);

    public void Dispose() => File.WriteAllText(path, Interlocked.Read(ref _value).ToString(CultureInfo.InvariantCulture));
}
