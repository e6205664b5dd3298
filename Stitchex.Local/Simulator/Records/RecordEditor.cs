using System.Text.Json.Nodes;
using Stitchex.Local.Simulator.Generation;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Simulator.Records;

/// <summary>Makes, changes and deletes records as people do in Stitchex, and has webhooks tell of it.</summary>
internal sealed class RecordEditor(
    RecordStore store,
    ServedResources resources,
    RecordGenerator generator,
    WebhookSender webhooks,
    StitchexSimulatorOptions options,
    TimeProvider time)
{
    private const string UpdatedAt = "updated_at";

    /// <summary>Makes a record with realistic contents, on which <paramref name="change"/> has the last word.</summary>
    public SimulatedChange Create(
        string resource,
        Action<JsonObject>? change = null,
        long? organisationId = null,
        int? lines = null,
        bool announce = true)
    {
        var organisation = organisationId ?? options.Organisations[0].Id;
        var content = generator.Compose(resource, organisation, lines);
        ShowVersions(content, resources.For(resource).Versions);
        change?.Invoke(content);
        var escaped = generator.WritesEscaped();
        return Store(new(resource, RecordText.IdOf(RecordText.Write(content, escaped))), "create", announce, (key, newest) =>
        {
            if (newest is { IsDeleted: false })
            {
                throw new InvalidOperationException($"There is a {key} already.");
            }

            if (newest is not null)
            {
                MoveOn(content, newest);
            }

            return Next(key, newest, organisation, RecordText.Write(content, escaped));
        });
    }

    /// <summary>Changes a record: <c>updated_at</c> moves on, then <paramref name="change"/> has the last word.</summary>
    public SimulatedChange Update(string resource, string id, Action<JsonObject>? change = null, bool announce = true) =>
        Store(new(resource, id), "update", announce, (key, newest) =>
        {
            var earlier = Existing(key, newest);
            var content = RecordText.Parse(earlier.Json.Span);
            MoveOn(content, earlier);
            change?.Invoke(content);
            return Next(key, earlier, earlier.OrganisationId, RecordText.Write(content, RecordText.IsEscaped(earlier.Json.Span)));
        });

    public SimulatedChange Delete(string resource, string id, bool announce = true) =>
        Store(new(resource, id), "delete", announce, (key, newest) =>
            Next(key, newest, Existing(key, newest).OrganisationId, ReadOnlyMemory<byte>.Empty));

    /// <summary>Stores bytes as they are, as a new record or a new version: for what no well-behaved record shows.</summary>
    public SimulatedChange Put(string resource, ReadOnlyMemory<byte> json, long? organisationId = null, bool announce = true)
    {
        var key = new RecordKey(resource, RecordText.IdOf(json));
        var action = store.Newest(key) is { IsDeleted: false } ? "update" : "create";
        return Store(key, action, announce, (_, newest) =>
            Next(key, newest, organisationId ?? newest?.OrganisationId ?? options.Organisations[0].Id, json));
    }

    private SimulatedChange Store(RecordKey key, string action, bool announce, Func<RecordKey, RecordVersion?, RecordVersion> next)
    {
        var shape = resources.For(key.Resource);
        var version = store.Append(key, newest =>
        {
            var made = next(key, newest);
            return made with { IsAnnounced = announce && !IsDraft(made) && !webhooks.TryDrop() };
        });
        if (!version.IsAnnounced)
        {
            return new(version, null);
        }

        var webhook = WebhookComposer.Compose(shape, action, version, webhooks.NextShape());
        webhooks.Send(webhook);
        return new(version, webhook);
    }

    private RecordVersion Next(RecordKey key, RecordVersion? newest, long organisationId, ReadOnlyMemory<byte> json)
    {
        var earlier = newest?.UpdatedAt ?? DateTimeOffset.MinValue;
        var written = json.IsEmpty ? null : Timestamp.Read(RecordText.TextOf(json, UpdatedAt));
        return new(key, organisationId, (newest?.Number ?? 0) + 1, time.GetUtcNow())
        {
            Json = json,
            UpdatedAt = written > earlier ? written.Value : earlier,
        };
    }

    private static void ShowVersions(JsonObject content, RecordVersions versions)
    {
        if (versions == RecordVersions.None)
        {
            content.Remove(UpdatedAt);
        }

        foreach (var name in versions == RecordVersions.WholeSeconds ? new[] { "created_at", UpdatedAt } : [])
        {
            var text = content[name]!.ToString();
            content[name] = Timestamp.WriteLike(text, Timestamp.Truncate(Timestamp.Read(text)!.Value, TimeSpan.TicksPerSecond));
        }
    }

    // Later than before, though the clock may stand or the last change may have been dated in the future; in whole seconds not earlier.
    private void MoveOn(JsonObject content, RecordVersion earlier)
    {
        var (versions, now) = (resources.For(earlier.Resource).Versions, time.GetUtcNow());
        DateTimeOffset? next = versions switch
        {
            RecordVersions.None => null,
            RecordVersions.WholeSeconds => Timestamp.Truncate(now > earlier.UpdatedAt ? now : earlier.UpdatedAt, TimeSpan.TicksPerSecond),
            _ when Timestamp.Truncate(now) > earlier.UpdatedAt => Timestamp.Truncate(now),
            _ => Timestamp.Truncate(earlier.UpdatedAt).AddMilliseconds(1),
        };
        if (next is { } version)
        {
            content[UpdatedAt] = Timestamp.WriteLike(content[UpdatedAt]?.ToString(), version);
        }
    }

    private static RecordVersion Existing(RecordKey key, RecordVersion? newest) =>
        newest is { IsDeleted: false } ? newest : throw new KeyNotFoundException($"There is no {key}.");

    // People work on drafts for hours; Stitchex tells nobody until they publish.
    private static bool IsDraft(RecordVersion version) =>
        version is { Resource: "pick_ticket", IsDeleted: false } && RecordText.TextOf(version.Json, "status") == "draft";
}
