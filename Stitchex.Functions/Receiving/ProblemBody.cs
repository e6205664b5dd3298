using System.Text.Json.Serialization;

namespace Stitchex.Functions.Receiving;

/// <summary>A problem as RFC 9457 describes it.</summary>
internal sealed record ProblemBody(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("detail")] string Detail);
