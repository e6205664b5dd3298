using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Api;

/// <summary>Finds the record in a response of the API, and rejects responses that are not what was asked for.</summary>
internal sealed partial class RecordReader(RecordHash hash, IOptions<StitchexApiOptions> options)
{
    private const int LongestMediaType = 40;

    // Deep enough for any record, shallow enough for the stack.
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 256 };

    private readonly string _organisationId = options.Value.OrganisationId.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Reads the response to a request for one record.</summary>
    public FetchResult Read(ApiResponse response, string resource, string recordId, ResourceEndpoint endpoint, DateTimeOffset fetchedAt)
    {
        using var document = Parse(response, out var defect);
        if (document is null)
        {
            return defect!;
        }

        var (candidates, isEmptyList) = CandidatesIn(document.RootElement, resource, endpoint);
        foreach (var candidate in candidates)
        {
            if (HasId(candidate, recordId))
            {
                return Accept(candidate, fetchedAt);
            }
        }

        return (candidates, isEmptyList) switch
        {
            ({ Count: > 0 }, _) => new FetchResult.Unusable(
                "The response holds a record with another id than the one that was asked for."),
            (_, true) => new FetchResult.NotFound(endpoint.IsGuess),
            _ => new FetchResult.Unusable($"The response holds no record under \"{resource}\" or its plural. Set {ResourceOptions.SectionName}:{resource}:Key to the key that it uses."),
        };
    }

    private static JsonDocument? Parse(ApiResponse response, out FetchResult? defect)
    {
        defect = null;
        try
        {
            return JsonDocument.Parse(response.Body, DocumentOptions);
        }
        catch (JsonException)
        {
            defect = new FetchResult.Unusable(
                $"The response ({(int)response.Status}, {TypeOf(response)}, {response.Body.Length:N0} bytes) "
                + $"{CauseIn(response.Body.Span)}.");
            return null;
        }
    }

    private static string CauseIn(ReadOnlySpan<byte> content) => BodyEncoding.CauseIn(content)
        ?? (IsOnlyTooDeep(content) ? $"is nested deeper than {DocumentOptions.MaxDepth} levels" : "is not JSON, or breaks off");

    private static bool IsOnlyTooDeep(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// Lists the objects of a response that may be the record: under the resource's name, under its plural (one object, or the first item
    /// of
    /// a list), and the response itself if it has an id. A record may have a member named like its envelope, so the id decides which it is.
    /// </summary>
    /// <returns>The candidates, and whether one of the keys holds an empty list.</returns>
    private static (List<JsonElement> Candidates, bool IsEmptyList) CandidatesIn(
        JsonElement root, string resource, ResourceEndpoint endpoint)
    {
        var candidates = new List<JsonElement>();
        var isEmptyList = false;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return (candidates, isEmptyList);
        }

        string[] keys = endpoint.Key is { } key ? [key] : [resource, ResourceCatalogue.PluralOf(resource)];
        foreach (var name in keys)
        {
            if (!root.TryGetProperty(name, out var inner))
            {
                continue;
            }

            if (inner.ValueKind == JsonValueKind.Array)
            {
                isEmptyList |= inner.GetArrayLength() == 0;
                inner = inner.EnumerateArray().FirstOrDefault();
            }

            if (inner.ValueKind == JsonValueKind.Object)
            {
                candidates.Add(inner);
            }
        }

        if (root.TryGetProperty("id", out _))
        {
            candidates.Add(root);
        }

        return (candidates, isEmptyList);
    }

    private static bool HasId(JsonElement record, string recordId) =>
        Scalar(record, "id") is { } id && (id == recordId || id == WholeNumber.Plain(recordId));

    private FetchResult Accept(JsonElement record, DateTimeOffset fetchedAt)
    {
        if (IsOfAnotherOrganisation(record))
        {
            return new FetchResult.OtherOrganisation(
                $"The record belongs to another organisation than {_organisationId}, even after that was set again. Look at {StitchexApiOptions.SectionName}:OrganisationId, and give the receiver a login of its own.");
        }

        // A copy: the document's memory is the whole response's, and a handler may keep the record.
        var content = JsonMarshal.GetRawUtf8Value(record).ToArray();
        var time = TimeOf(record);
        var defect = time.Version is { } version && RecordTime.IsAhead(version, fetchedAt) ? RecordTimeDefect.Ahead : time.Defect;
        var fetched = new FetchedRecord(content, time.Version, hash.Compute(record, content), fetchedAt) { TimeDefect = defect };
        return new FetchResult.Found(fetched);
    }

    private bool IsOfAnotherOrganisation(JsonElement record) =>
        Scalar(record, "organisation_id") is { } organisation && organisation != _organisationId;

    private static RecordTime TimeOf(JsonElement record) => record.TryGetProperty("updated_at", out var time) ? time.ValueKind switch
    {
        JsonValueKind.Null => default,
        JsonValueKind.String => TextOf(time) is { } text ? RecordTime.Read(text) : RecordTime.Unreadable,
        _ => RecordTime.Unreadable,
    } : default;

    // The response's own word, so no more of it than a type needs.
    private static string TypeOf(ApiResponse response) =>
        response.MediaType is { Length: <= LongestMediaType } type ? type : "of no known type";

    private static string? Scalar(JsonElement record, string name)
    {
        if (!record.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number => WholeNumber.Plain(value.GetRawText()),
            JsonValueKind.String => TextOf(value) is { Length: > 0 } text ? text : null,
            _ => null,
        };
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
