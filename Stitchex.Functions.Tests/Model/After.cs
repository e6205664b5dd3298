namespace Stitchex.Functions.Tests.Model;

/// <summary>What follows a decision when all of it is done.</summary>
internal enum After
{
    /// <summary>The message is done with.</summary>
    Stop,

    /// <summary>The lease is to be taken.</summary>
    Begin,

    /// <summary>The record is to be fetched.</summary>
    Fetch,

    /// <summary>A change is to be delivered.</summary>
    Dispatch,
}
