namespace Stitchex.Functions.Tests.Model;

/// <summary>One webhook that Stitchex sends.</summary>
/// <param name="Event">Which event it is.</param>
/// <param name="Moment">The moment of the record's history that it tells of; it is sent no earlier.</param>
internal sealed record ModelDelivery(int Event, int Moment);
