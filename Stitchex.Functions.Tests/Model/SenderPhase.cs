namespace Stitchex.Functions.Tests.Model;

/// <summary>How far a delivery has come.</summary>
internal enum SenderPhase
{
    /// <summary>It is to be sent, or sent again.</summary>
    Waiting,

    /// <summary>The receiver stored the row; index entry and message follow.</summary>
    Inserted,

    /// <summary>The index entry failed, and a message that repairs it follows.</summary>
    Repairing,

    /// <summary>A message joins the row that was there already.</summary>
    Joining,

    /// <summary>The row was there already and is going to be fetched; its index entry is written again.</summary>
    Indexing,

    /// <summary>A 2xx was returned.</summary>
    Responded,

    /// <summary>The sender had no 2xx and gave up.</summary>
    GaveUp,
}
