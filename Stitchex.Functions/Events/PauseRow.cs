namespace Stitchex.Functions.Events;

/// <summary>The row whose presence in <c>StitchexEvents</c> pauses processing. Its partition cannot be a record's: those have a dot.</summary>
internal static class PauseRow
{
    /// <summary>The row's partition.</summary>
    public const string PartitionKey = "control";

    /// <summary>The row's key in it.</summary>
    public const string RowKey = "pause";

    /// <summary>What is read to see whether it is there.</summary>
    public static readonly string[] Columns = ["RowKey"];
}
