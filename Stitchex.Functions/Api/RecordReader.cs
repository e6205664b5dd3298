using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Receiving;

namespace Stitchex.Functions.Api;

/// <summary>Finds the record in an answer of the API, and refuses answers that are not what was asked for.</summary>
internal sealed class RecordReader(RecordHash hash, IOptions<StitchexApiOptions> options)
{
    private const int LongestMediaType = 40;

    // Deep enough for any record, shallow enough for the stack.
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 256 };

    private readonly string _organisationId = options.Value.OrganisationId.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Reads the answer to a request for one record.</summary>
    public FetchResult Read(ApiAnswer answer, string resource, string recordId, ResourceEndpoint endpoint, DateTimeOffset fetchedAt)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(answer.Body, DocumentOptions);
        }
        catch (JsonException)
        {
            return new FetchResult.Unusable($"The answer ({(int)answer.Status}, {TypeOf(answer)}, {answer.Body.Length:N0} bytes) is not JSON, or breaks off.");
        }

        using (document)
        {
            var found = Unwrap(document.RootElement, resource, endpoint);
            return found switch
            {
                { ValueKind: JsonValueKind.Object } record => Check(record, recordId, fetchedAt),
                { ValueKind: JsonValueKind.Undefined } => new FetchResult.NotFound(endpoint.IsGuess),
                _ => new FetchResult.Unusable($"The answer holds no record under \"{resource}\" or its plural. Set {ResourceOptions.SectionName}:{resource}:Key to the key that it uses."),
            };
        }
    }

    /// <summary>One rule for every envelope: under the resource's name, or its plural (one object, or a list whose first item it is), or the answer itself.</summary>
    /// <returns>The record; <c>Undefined</c> for an empty list; null where there is none.</returns>
    private static JsonElement? Unwrap(JsonElement root, string resource, ResourceEndpoint endpoint)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string[] keys = endpoint.Key is { } key ? [key] : [resource, ResourceCatalogue.PluralOf(resource)];
        foreach (var name in keys)
        {
            if (!root.TryGetProperty(name, out var inner))
            {
                continue;
            }

            if (inner.ValueKind == JsonValueKind.Object)
            {
                return inner;
            }

            if (inner.ValueKind == JsonValueKind.Array)
            {
                return inner.EnumerateArray().FirstOrDefault();
            }
        }

        return root.TryGetProperty("id", out _) ? root : null;
    }

    private FetchResult Check(JsonElement record, string recordId, DateTimeOffset fetchedAt)
    {
        if (Scalar(record, "id") != recordId)
        {
            return new FetchResult.Unusable("The answer holds a record with another id than the one that was asked for.");
        }

        if (Scalar(record, "organisation_id") is { } organisation && organisation != _organisationId)
        {
            return new FetchResult.OtherOrganisation(
                $"The record belongs to another organisation than {_organisationId}, even after that was set again. Look at {StitchexApiOptions.SectionName}:OrganisationId, and give the receiver a login of its own.");
        }

        // A copy: the document's memory is the whole answer's, and a handler may keep the record.
        var content = JsonMarshal.GetRawUtf8Value(record).ToArray();
        return new FetchResult.Found(new FetchedRecord(content, RecordTime.Parse(Scalar(record, "updated_at")), hash.Of(record, content), fetchedAt));
    }

    // The answer's own word, so no more of it than a type needs.
    private static string TypeOf(ApiAnswer answer) => answer.MediaType is { Length: <= LongestMediaType } type ? type : "of no known type";

    private static string? Scalar(JsonElement record, string name)
    {
        if (!record.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => Text(value),
            _ => null,
        };
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
