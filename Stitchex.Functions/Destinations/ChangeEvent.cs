using System.Globalization;
using System.Text.Json;
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

    private static readonly RecordFormatter Formatter = new();
    private static readonly CloudEventAttribute Sequence = CloudEventAttribute.CreateExtension("sequence", CloudEventAttributeType.String);
    private static readonly CloudEventAttribute SequenceEpoch = CloudEventAttribute.CreateExtension("sequenceepoch", CloudEventAttributeType.String);
    private static readonly CloudEventAttribute PartitionKey = CloudEventAttribute.CreateExtension("partitionkey", CloudEventAttributeType.String);
    private static readonly CloudEventAttribute TraceParent = CloudEventAttribute.CreateExtension("traceparent", CloudEventAttributeType.String);
    private static readonly CloudEventAttribute DataRef = CloudEventAttribute.CreateExtension("dataref", CloudEventAttributeType.UriReference);
    private static readonly CloudEventAttribute[] Extensions = [Sequence, SequenceEpoch, PartitionKey, TraceParent, DataRef];

    private readonly Uri _source = new($"urn:stitchex:organisation:{options.Value.OrganisationId}");

    /// <summary>Makes the event.</summary>
    /// <param name="change">The change.</param>
    /// <param name="content">What of the record it holds.</param>
    /// <param name="maxBytes">How large it may be; one that would be larger refers to the record.</param>
    public OutgoingEvent Create(RecordChange change, DestinationContent content, int maxBytes)
    {
        var name = BlobRecordArchive.NameOf(change.Resource, change.RecordId)[..^".json".Length];
        var made = new CloudEvent(CloudEventsSpecVersion.V1_0, Extensions)
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
        var isWhole = content == DestinationContent.Record && !change.IsDeleted;
        if (isWhole && change.Record.Length < maxBytes)
        {
            made.DataContentType = Json;
            made.Data = change.Record;
            if (Encode(made) is { Length: var length } whole && length <= maxBytes)
            {
                return new OutgoingEvent(change.ChangeId, name, made.Type, whole);
            }
        }

        made.Data = null;
        made.DataContentType = change.IsDeleted ? null : Json;
        made[DataRef] = change.IsDeleted ? null : archive.AddressOf(change.Resource, change.RecordId);
        return new OutgoingEvent(change.ChangeId, name, made.Type, Encode(made));
    }

    private static ReadOnlyMemory<byte> Encode(CloudEvent made) => Formatter.EncodeStructuredModeMessage(made, out _);

    private sealed class RecordFormatter : JsonEventFormatter
    {
        protected override void EncodeStructuredModeData(CloudEvent cloudEvent, Utf8JsonWriter writer)
        {
            writer.WritePropertyName("data");
            writer.WriteRawValue(((ReadOnlyMemory<byte>)cloudEvent.Data!).Span, skipInputValidation: true);
        }
    }
}
