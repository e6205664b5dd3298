using System.Collections.Frozen;
using System.Text.Json;

namespace Stitchex.Functions.Telemetry;

/// <summary>The values of an enumeration as attributes of telemetry have them: <c>NotFound</c> is <c>not_found</c>.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
internal static class TelemetryName<TEnum>
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> Names =
        Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    /// <summary>Gets the names of all values, in their order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<TEnum>().Select(From)];

    /// <summary>A value's name.</summary>
    public static string From(TEnum value) => Names[value];
}
