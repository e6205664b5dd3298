namespace Stitchex.Local.Simulator.Records;

/// <summary>What a receiver that missed nothing ends with: a record's newest bytes, or that it is deleted.</summary>
internal sealed record ExpectedRecord(string Resource, string Id, ReadOnlyMemory<byte> Json)
{
    public bool IsDeleted => Json.IsEmpty;
}
