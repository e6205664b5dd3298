using System.Text;

namespace Stitchex.Local.Lab.Journal;

/// <summary>The journal as a file, to which one process at a time appends.</summary>
internal sealed class JournalFile : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private long _sequence;

    /// <summary>Opens it for appending, or makes it.</summary>
    /// <remarks>Nothing is buffered in the process. What the operating system has, it keeps though the process is killed; to wait for the disk would be a load of its own.</remarks>
    public JournalFile(string path) =>
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>Appends a line, which a kill leaves when this has returned.</summary>
    /// <param name="entry">Makes the line of its number.</param>
    public void Append(Func<long, JournalEntry> entry)
    {
        lock (_lock)
        {
            _file.Write(Encoding.UTF8.GetBytes($"{entry(++_sequence)}\n"));
        }
    }

    /// <summary>Notes that the process is gone that wrote the lines so far, and ends the line that it may have been cut off in.</summary>
    public static void AppendKill(string path, int processId, DateTimeOffset at) => File.AppendAllText(path, $"\n{JournalEntry.FromKill(processId, at)}\n");

    /// <summary>Reads all that is there.</summary>
    /// <exception cref="InvalidDataException">A line is not whole though its process was not killed then.</exception>
    public static IReadOnlyList<JournalEntry> Read(string path)
    {
        List<JournalEntry> entries = [];
        string? torn = null;
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            var entry = JournalEntry.Parse(line);
            if (torn is not null && entry?.Kind is not JournalEntryKind.Kill)
            {
                throw new InvalidDataException($"The journal has a line that is not whole, and no kill after it: {torn}");
            }

            torn = entry is null ? line : null;
            if (entry is not null)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    public void Dispose() => _file.Dispose();
}
