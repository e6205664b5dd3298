namespace Stitchex.Functions.Records;

/// <summary>A delivery failed for a reason that its message says whole, so that the exception's name would say nothing more to whoever reads it.</summary>
internal abstract class DeliveryFailedException(string message) : Exception(message);
