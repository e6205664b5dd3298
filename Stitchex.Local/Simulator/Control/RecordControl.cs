using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Stitchex.Local.Simulator.Records;
using RecordList = Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<System.Collections.Generic.IReadOnlyList<
    Stitchex.Local.Simulator.Control.RecordSummary>>;

namespace Stitchex.Local.Simulator.Control;

/// <summary>Makes, changes, deletes and shows records.</summary>
internal static class RecordControl
{
    public static void MapRecordControl(this IEndpointRouteBuilder control)
    {
        control.MapGet("/records", List);
        control.MapGet("/records/{resource}/{id}", Get);
        control.MapPost("/records/{resource}", PostAsync);
        control.MapDelete("/records/{resource}/{id}", Delete);
        control.MapPost("/restore", Restore);
    }

    private static RecordList List(RecordStore store, string? resource = null) => Response(
        store.All().Select(history => history[^1]).Where(version => resource is null || version.Resource == resource),
        StatusCodes.Status200OK);

    private static Results<FileContentHttpResult, NotFound> Get(string resource, string id, RecordStore store) =>
        store.Newest(new(resource, id)) is { IsDeleted: false } version
            ? TypedResults.Bytes(version.Json, "application/json; charset=utf-8")
            : TypedResults.NotFound();

    private static async Task<RecordList> PostAsync(
        string resource,
        HttpRequest request,
        RecordStore store,
        RecordEditor editor,
        CancellationToken cancellationToken,
        int count = 1,
        long? organisation = null,
        int? lines = null,
        bool announce = true)
    {
        var body = await ControlBody.ReadBytesAsync(request, cancellationToken);
        var wishes = body.IsEmpty ? [] : RecordText.Parse(body.Span);
        if (wishes["id"] is { } id && store.Newest(new(resource, id.ToString())) is { IsDeleted: false } existing)
        {
            var change = editor.Update(resource, existing.Id, record => Merge(record, wishes), announce);
            return Response([change.Version], StatusCodes.Status200OK);
        }

        var made = Enumerable.Range(0, count)
            .Select(_ => editor.Create(resource, record => Merge(record, wishes), organisation, lines, announce).Version);
        return Response(made, StatusCodes.Status201Created);
    }

    private static RecordList Delete(string resource, string id, RecordEditor editor, bool announce = true) =>
        Response([editor.Delete(resource, id, announce).Version], StatusCodes.Status200OK);

    private static NoContent Restore(TimeSpan back, RecordStore store, TimeProvider time)
    {
        var then = time.GetUtcNow() - back;
        store.Restore([.. store.All().Select(history => history.RemoveAll(version => version.StoredAt > then))]);
        return TypedResults.NoContent();
    }

    private static void Merge(JsonObject record, JsonObject wishes)
    {
        foreach (var (name, value) in wishes)
        {
            record[name] = value?.DeepClone();
        }
    }

    private static RecordList Response(IEnumerable<RecordVersion> versions, int status) =>
        TypedResults.Json([.. versions.Select(RecordSummary.From)], ControlJson.Default.IReadOnlyListRecordSummary, statusCode: status);
}
