namespace Stitchex.Local.Simulator.Records;

/// <summary>Where in a response the record is.</summary>
internal enum RecordEnvelope
{
    /// <summary>The response is the record.</summary>
    Bare,

    /// <summary>Under the resource's name.</summary>
    Singular,

    /// <summary>Under the plural of the name, one object nonetheless.</summary>
    Plural,

    /// <summary>The first of a list under the plural; an empty list says that there is none.</summary>
    List,
}
