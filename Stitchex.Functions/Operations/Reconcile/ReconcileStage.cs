namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>What a reconciliation does now.</summary>
internal enum ReconcileStage
{
    /// <summary>It reads the lists.</summary>
    Listing,

    /// <summary>It compares what was listed with what was delivered.</summary>
    Comparing,

    /// <summary>It fetches the records of which no list shows whether they differ.</summary>
    Checking,

    /// <summary>It has delivered what differs.</summary>
    Delivering,

    /// <summary>It has found what differs.</summary>
    Done,
}
