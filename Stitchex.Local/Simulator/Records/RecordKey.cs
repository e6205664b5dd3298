namespace Stitchex.Local.Simulator.Records;

/// <summary>Names one record.</summary>
internal readonly record struct RecordKey(string Resource, string Id)
{
    public override string ToString() => $"{Resource} {Id}";
}
