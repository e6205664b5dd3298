using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Api;

/// <summary>Finds the records in a page of a list.</summary>
internal sealed partial class RecordReader
{
    /// <summary>Reads the response to a request for a page of a list.</summary>
    public FetchResult ReadPage(ApiResponse response, string resource, ResourceEndpoint endpoint)
    {
        using var document = Parse(response, out var defect);
        if (document is null)
        {
            return defect!;
        }

        if (ListIn(document.RootElement, resource, endpoint) is not { } list)
        {
            return new FetchResult.Unusable(
                $"The response holds no list under the plural of \"{resource}\". "
                + $"Set {ResourceOptions.SectionName}:{resource}:Key to the key that it uses.");
        }

        var records = new Dictionary<string, ListedRecord>(StringComparer.Ordinal);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var withoutId = 0;
        foreach (var item in list.EnumerateArray())
        {
            var isObject = item.ValueKind == JsonValueKind.Object;
            if (isObject && IsOfAnotherOrganisation(item))
            {
                return new FetchResult.OtherOrganisation(
                    $"The list holds a record of another organisation than {_organisationId}, even after that was set again.");
            }

            var content = hash.Compute(item, JsonMarshal.GetRawUtf8Value(item));
            if (isObject && Scalar(item, "id") is { } id)
            {
                records[id] = new ListedRecord(id, TimeOf(item).Version, content);
                names.Add(id);
            }
            else
            {
                names.Add(content);
                withoutId++;
            }
        }

        var (total, isLast) = MetaOf(document.RootElement);
        var fingerprint = KeyPart.Hash(Encoding.UTF8.GetBytes(string.Join(' ', names)));
        return new FetchResult.Listed(new RecordPage([.. records.Values], list.GetArrayLength(), withoutId, total, isLast, fingerprint));
    }

    // Under the plural as it is known, otherwise the only list that there is.
    private static JsonElement? ListIn(JsonElement root, string resource, ResourceEndpoint endpoint)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return root.ValueKind == JsonValueKind.Array ? root : null;
        }

        var lists = root.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Array).ToList();
        var named = lists.Where(member => member.Name == endpoint.Key || member.Name == ResourceCatalogue.PluralOf(resource)).ToList();
        return (named, lists) switch
        {
            ([.., var last], _) => last.Value,
            (_, [var only]) => only.Value,
            _ => null,
        };
    }

    private static (int? Total, bool? IsLast) MetaOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("meta", out var meta) || meta.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        return (
            Scalar(meta, "total_count") is { } text && int.TryParse(text, out var total) && total >= 0 ? total : null,
            meta.TryGetProperty("next_page", out var next) ? next.ValueKind is JsonValueKind.Null or JsonValueKind.False : null);
    }
}
