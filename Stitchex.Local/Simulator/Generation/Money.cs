using System.Globalization;

namespace Stitchex.Local.Simulator.Generation;

/// <summary>Amounts, weights and percentages, which Stitchex writes as strings.</summary>
internal static class Money
{
    public static string Text(decimal amount) => amount.ToString("0.0###", CultureInfo.InvariantCulture);
}
