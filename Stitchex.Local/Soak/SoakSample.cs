namespace Stitchex.Local.Soak;

/// <summary>What the app's process held at one moment.</summary>
/// <param name="After">How long after the start.</param>
/// <param name="Memory">Its memory that is in RAM, in bytes.</param>
/// <param name="Sockets">Its connections to the API; those that only wait for the end of a time-out in the kernel do not count.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="Requests">How many requests the API had had.</param>
/// <param name="Logins">How many tokens the API had given out.</param>
internal sealed record SoakSample(TimeSpan After, long Memory, int Sockets, int Threads, long Requests, int Logins);
