using System.Globalization;

namespace Stitchex.Functions.Events;

/// <summary>Writes whole numbers in one way, so that <c>62</c>, <c>62.0</c> and <c>6.2e1</c> are one id.</summary>
internal static class WholeNumber
{
    private const NumberStyles JsonNumber = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Removes fraction and exponent from a whole number. Other text, and numbers beyond 28 digits, stay as they are.</summary>
    /// <param name="number">The number as JSON writes it.</param>
    public static string Plain(string number) =>
        number.AsSpan().ContainsAny(".eE")
        && decimal.TryParse(number, JsonNumber, CultureInfo.InvariantCulture, out var value)
        && decimal.IsInteger(value)
            ? value.ToString("0", CultureInfo.InvariantCulture)
            : number;
}
