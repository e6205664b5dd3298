using Azure.Data.Tables;

namespace Stitchex.Functions.Storage;

/// <summary>Reads properties of rows that decide nothing about an event: one of another type than ours, as after an edit by hand, is none.</summary>
internal static class LenientProperties
{
    /// <summary>The text of that name; null where there is none.</summary>
    public static string? TextOrNull(this TableEntity entity, string name) => entity.TryGetValue(name, out var value) ? value as string : null;

    /// <summary>The time of that name; null where there is none.</summary>
    public static DateTimeOffset? TimeOrNull(this TableEntity entity, string name) => entity.TryGetValue(name, out var value) ? value as DateTimeOffset? : null;

    /// <summary>The number of that name; null where there is none.</summary>
    public static int? NumberOrNull(this TableEntity entity, string name) => entity.TryGetValue(name, out var value) ? value as int? : null;
}
