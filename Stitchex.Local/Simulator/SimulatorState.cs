namespace Stitchex.Local.Simulator;

/// <summary>What <see cref="SimulatorFile"/> holds.</summary>
internal sealed record SimulatorState
{
    /// <summary>Gets how many simulators have written to the file.</summary>
    public required int Starts { get; init; }

    /// <summary>Gets a value indicating whether the last one came to its end; if not, it may have made more than is here.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Gets the last id of each resource.</summary>
    public required IReadOnlyDictionary<string, long> LastIds { get; init; }

    /// <summary>Gets all versions: records in the order in which they were made, and those of one record with the oldest first.</summary>
    public required IReadOnlyList<SavedVersion> Versions { get; init; }

    /// <summary>Gets the webhooks that nobody has accepted yet.</summary>
    public required IReadOnlyList<SavedWebhook> Undelivered { get; init; }
}
