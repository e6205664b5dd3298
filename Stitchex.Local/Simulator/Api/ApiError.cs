using Microsoft.AspNetCore.Http;

namespace Stitchex.Local.Simulator.Api;

/// <summary>The body of every failure.</summary>
internal sealed record ApiError(string Error)
{
    public static IResult Response(int status, string error) =>
        TypedResults.Json(new ApiError(error), ApiJson.Default.ApiError, statusCode: status);
}
