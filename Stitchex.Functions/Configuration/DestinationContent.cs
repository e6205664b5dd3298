namespace Stitchex.Functions.Configuration;

/// <summary>What a destination gets of a record.</summary>
public enum DestinationContent
{
    /// <summary>The record, where it is not larger than the destination takes.</summary>
    Record,

    /// <summary>The address of the record in the archive.</summary>
    Reference,
}
