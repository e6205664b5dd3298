namespace Stitchex.Functions.Tests.Model;

/// <summary>How far a redelivery has come at one handler.</summary>
internal enum Redelivery
{
    /// <summary>None is open.</summary>
    None,

    /// <summary>The handler is to be given the record again.</summary>
    Open,

    /// <summary>The handler has been given a change since, and is not done.</summary>
    UnderWay,
}
