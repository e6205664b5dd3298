using System.Collections.Immutable;

namespace Stitchex.Functions.Tests.Model;

/// <summary>A decision of the protocol in the model's terms.</summary>
internal sealed record Plan(ImmutableArray<PlannedEffect> Effects, After After, Dispatching? Dispatching = null);
