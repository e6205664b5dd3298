namespace Stitchex.Local.Commands;

/// <summary>Makes one line of a message that may have several, and a stack trace of the app's among them.</summary>
internal static class ErrorLine
{
    public static string From(string message) => string.Join(' ', message
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith("at ", StringComparison.Ordinal) && !line.StartsWith("--- End of ", StringComparison.Ordinal))
        .Select(line => line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : line));
}
