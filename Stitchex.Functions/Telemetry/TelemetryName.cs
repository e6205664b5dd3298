using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Stitchex.Functions.Telemetry;

/// <summary>
/// The values of an enumeration as attributes of telemetry have them: <c>NotFound</c> is <c>not_found</c>. A dictionary, or a query, of
/// values would be compiled anew for each enumeration while the first webhook waits.
/// </summary>
/// <typeparam name="TEnum">The enumeration, whose values count from 0.</typeparam>
internal static class TelemetryName<TEnum>
    where TEnum : struct, Enum
{
    private static readonly string[] Names = Array.ConvertAll(Enum.GetNames<TEnum>(), JsonNamingPolicy.SnakeCaseLower.ConvertName);

    /// <summary>Gets the names of all values, in their order.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>A value's name.</summary>
    public static string From(TEnum value) => Names[Unsafe.As<TEnum, int>(ref value)];
}
