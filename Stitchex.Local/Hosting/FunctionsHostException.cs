namespace Stitchex.Local.Hosting;

/// <summary>The functions host cannot start; the message lists everything that was found wrong.</summary>
internal sealed class FunctionsHostException(params IReadOnlyCollection<string> faults)
    : Exception("The functions host cannot start:\n" + string.Join('\n', faults.Select(fault => "- " + fault)));
