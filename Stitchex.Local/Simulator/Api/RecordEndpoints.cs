using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Simulator.Api;

/// <summary>Serves records, one by one and in pages.</summary>
internal static class RecordEndpoints
{
    // One route for all: where a resource is served is a matter of its shape, which may have any path.
    public static void MapRecords(this IEndpointRouteBuilder routes) => routes.MapGet("/{**path}", Get);

    private static IResult Get(
        HttpContext context,
        ServedResources resources,
        CurrentOrganisation current,
        VisibleRecords records,
        RecordDistortion distortion)
    {
        if (!resources.TryMatch(context.Request.Path, context.Request.Query, out var match))
        {
            return NotFound();
        }

        if (current.For(context.Features.GetRequiredFeature<IssuedToken>()) is not { } organisation)
        {
            return ApiError.Response(StatusCodes.Status422UnprocessableEntity, "No current organisation is set");
        }

        if (match.Id is null)
        {
            return match.Shape.List.Defect == ListDefect.Missing ? NotFound() : List(match.Shape, organisation, context.Request.Query, records);
        }

        var key = new RecordKey(match.Shape.Name, match.Id);
        var found = distortion.Apply(context.Features.Get<FaultRule>()?.Kind, key, records.Find(key, organisation));
        return found.Count == 0 && match.Shape.Envelope is not RecordEnvelope.List
            ? NotFound()
            : Json(RecordResponse.One(match.Shape, found));
    }

    private static FileContentHttpResult List(ResourceShape shape, long organisation, IQueryCollection query, VisibleRecords records)
    {
        long? sinceId = shape.HasSinceId && long.TryParse(query["since_id"], out var id) ? id : null;
        var sinceCreation = shape.HasSinceCreatedAt ? Timestamp.Read(query["since_created_at"]) : null;
        var page = int.TryParse(query["page"], out var number) && number > 0 ? number : 1;
        return Json(RecordResponse.Page(shape, shape.List.Arrange(records.List(shape.Name, organisation, sinceId, sinceCreation)), page));
    }

    private static IResult NotFound() => ApiError.Response(StatusCodes.Status404NotFound, "Not found");

    private static FileContentHttpResult Json(ReadOnlyMemory<byte> body) => TypedResults.Bytes(body, "application/json; charset=utf-8");
}
