using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stitchex.Local.Simulator.Records;

/// <summary>One state of a record: the bytes that Stitchex serves of it, or that it is gone.</summary>
internal sealed record RecordVersion(RecordKey Key, long OrganisationId, int Number, DateTimeOffset StoredAt)
{
    public string Resource => Key.Resource;

    public string Id => Key.Id;

    /// <summary>Gets the exact bytes; empty for a deletion.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    public bool IsDeleted => Json.IsEmpty;

    /// <summary>Gets the newest <c>updated_at</c> that the record ever had, so that the next one is later.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets a value indicating whether a webhook told of this version.</summary>
    public bool IsAnnounced { get; init; }

    /// <summary>Gets the id as JSON: a number where it can be one.</summary>
    public string IdLiteral => long.TryParse(Id, out _) ? Id : $"\"{JsonEncodedText.Encode(Id, JavaScriptEncoder.Default)}\"";
}
