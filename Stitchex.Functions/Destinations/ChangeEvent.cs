using System.Globalization;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Records;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Destinations;

/// <summary>Makes a CloudEvent of a change, in JSON. The record in it is what Stitchex sent, byte for byte.</summary>
internal sealed class ChangeEvent(IOptions<StitchexApiOptions> options, BlobRecordArchive archive)
{
    private const string Json = "application/json";

    // Text that is compared as text has to be of one length: as many digits as the largest number has.
    private const string SequenceFormat = "D19";

    private static readonly JsonEventFormatter Formatter = new();
    private static readonly CloudEventAttribute Sequence = CloudEventAttribute.CreateExtension("sequence", CloudEventAttributeType.String);
    private static readonly CloudEventAttribute SequenceEpoch = CloudEventAttribute.CreateExtension("sequenceepoch", CloudEventAttributeType.String);
    private static readonly CloudEventAttribute PartitionKey = CloudEventAttribute.CreateExtension("partitionkey", CloudEventAttributeType.String);
    private static readonly CloudEventAttribute TraceParent = CloudEventAttribute.CreateExtension("traceparent", CloudEventAttributeType.String);
    private static readonly CloudEventAttribute DataRef = CloudEventAttribute.CreateExtension("dataref", CloudEventAttributeType.UriReference);
    private static readonly CloudEventAttribute[] Extensions = [Sequence, SequenceEpoch, PartitionKey, TraceParent, DataRef];

    private static ReadOnlySpan<byte> DataName => ",\"data\":"u8;

    private readonly Uri _source = new($"urn:stitchex:organisation:{options.Value.OrganisationId}");

    /// <summary>Makes the event.</summary>
    /// <param name="change">The change.</param>
    /// <param name="content">What of the record it holds.</param>
    /// <param name="maxBytes">How large it may be; one that would be larger refers to the record.</param>
    public OutgoingEvent Create(RecordChange change, DestinationContent content, int maxBytes)
    {
        var isWhole = content == DestinationContent.Record && !change.IsDeleted;
        if (isWhole && change.Record.Length < maxBytes && Create(change, change.Record) is var whole && whole.Body.Length <= maxBytes)
        {
            return whole;
        }

        var made = Envelope(change);
        made.DataContentType = change.IsDeleted ? null : Json;
        made[DataRef] = change.IsDeleted ? null : archive.AddressOf(change.Resource, change.RecordId);
        return new OutgoingEvent(made.Id!, made.Subject!, made.Type!, Encode(made));
    }

    /// <summary>Makes the event with data in it, however large.</summary>
    /// <param name="change">The change.</param>
    /// <param name="data">JSON in UTF-8.</param>
    public OutgoingEvent Create(RecordChange change, ReadOnlyMemory<byte> data)
    {
        var made = Envelope(change);
        made.DataContentType = Json;
        return new OutgoingEvent(made.Id!, made.Subject!, made.Type!, Encode(made, data.Span));
    }

    /// <summary>Makes an event that speaks of no record, for whoever wants to see one arrive.</summary>
    public OutgoingEvent CreateTest()
    {
        var id = $"test@{Guid.NewGuid():N}";
        var made = new CloudEvent(CloudEventsSpecVersion.V1_0, Extensions)
        {
            Id = id,
            Source = _source,
            Type = "com.stitchex.test",
            Subject = "test",
            DataContentType = Json,
        };
        return new OutgoingEvent(id, "test", made.Type, Encode(made, """{"test":true}"""u8));
    }

    private CloudEvent Envelope(RecordChange change)
    {
        var name = BlobRecordArchive.NameOf(change.Resource, change.RecordId)[..^".json".Length];
        return new CloudEvent(CloudEventsSpecVersion.V1_0, Extensions)
        {
            Id = change.ChangeId,
            Source = _source,
            Type = $"com.stitchex.{name[..name.IndexOf('/', StringComparison.Ordinal)]}.{DestinationKind.Of(change)}",
            Subject = name,
            Time = change.Version,
            [Sequence] = change.FencingToken.ToString(SequenceFormat, CultureInfo.InvariantCulture),
            [SequenceEpoch] = change.FencingEpoch.Length > 0 ? change.FencingEpoch : null,
            [PartitionKey] = name,
            [TraceParent] = StitchexTelemetry.TraceParent,
        };
    }

    // Without its data, an event ends with a brace; the formatter would write the record in its own way.
    private static ReadOnlyMemory<byte> Encode(CloudEvent made, ReadOnlySpan<byte> data = default)
    {
        var bare = Formatter.EncodeStructuredModeMessage(made, out _);
        return data.Length == 0 ? bare : (byte[])[.. bare.Span[..^1], .. DataName, .. data, (byte)'}'];
    }
}
