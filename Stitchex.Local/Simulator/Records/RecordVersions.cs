namespace Stitchex.Local.Simulator.Records;

/// <summary>Which versions the records of a resource show as <c>updated_at</c>; nobody has shown which it is for each of them.</summary>
internal enum RecordVersions
{
    /// <summary>A later one with each change, in milliseconds.</summary>
    Milliseconds,

    /// <summary>Whole seconds: two changes within one second show one version. So does <c>created_at</c>.</summary>
    WholeSeconds,

    /// <summary>None, as in every documented response with a product.</summary>
    None,
}
