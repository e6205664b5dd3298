namespace Stitchex.Functions.Tests.Model;

/// <summary>Which decision a processor carries out.</summary>
internal enum Stage
{
    /// <summary>What needs neither lease nor API.</summary>
    Arriving,

    /// <summary>The one that takes the lease.</summary>
    Beginning,

    /// <summary>The one that ends the attempt.</summary>
    Ending,
}
