namespace Stitchex.Local.Storage;

/// <summary>A file that one process holds open so that another one waits or goes elsewhere; freed by the system if it dies.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or returns <see langword="null"/> if somebody else has it.</summary>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (IsSharingViolation(exception))
        {
            return null;
        }
    }

    /// <summary>Waits for the lock; <paramref name="onWaiting"/> is called once if somebody else has it.</summary>
    public static async Task<FileLock> TakeAsync(string path, Action onWaiting, CancellationToken cancellationToken)
    {
        for (var waiting = false; ; waiting = true)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            if (!waiting)
            {
                onWaiting();
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    public void Dispose() => _file.Dispose();

    // ERROR_SHARING_VIOLATION on Windows, EAGAIN on Linux, EWOULDBLOCK on macOS: .NET has no exception type of its own for it.
    private static bool IsSharingViolation(IOException exception) =>
        exception.HResult is unchecked((int)0x80070020) or 11 or 35;
}
