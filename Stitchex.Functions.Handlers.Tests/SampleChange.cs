using System.Text;
using System.Text.Json;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Handlers.Tests;

/// <summary>Makes changes to test handlers with.</summary>
public static class SampleChange
{
    /// <summary>A change of a record.</summary>
    /// <param name="resource">The resource, such as <c>invoice</c>.</param>
    /// <param name="json">The record, with an <c>id</c>.</param>
    /// <param name="number">Which change of the record it is; the fencing token grows with it.</param>
    public static RecordChange From(string resource, string json, int number = 1)
    {
        using var record = JsonDocument.Parse(json);
        var id = record.RootElement.GetProperty("id").ToString();
        return new RecordChange
        {
            ChangeId = $"{resource}.{id}@{number}-0123456789ab",
            Resource = resource,
            RecordId = id,
            Action = "update",
            Record = Encoding.UTF8.GetBytes(json),
            FencingToken = number,
            EventId = $"{resource}.{id}.update.{new string('0', 32)}",
        };
    }

    /// <summary>The deletion of a record.</summary>
    /// <param name="resource">The resource, such as <c>invoice</c>.</param>
    /// <param name="recordId">The record's id.</param>
    /// <param name="number">Which change of the record it is; the fencing token grows with it.</param>
    public static RecordChange Deletion(string resource, string recordId, int number = 2) => new()
    {
        ChangeId = $"{resource}.{recordId}@{number}-deleted",
        Resource = resource,
        RecordId = recordId,
        Action = "delete",
        IsDeleted = true,
        FencingToken = number,
        EventId = $"{resource}.{recordId}.delete.{new string('0', 32)}",
    };
}
