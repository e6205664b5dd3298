using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Stitchex.Functions.Api;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Receiving;

/// <summary>
/// A webhook's body, read in one pass over its bytes for what an event's identity needs. Everything else in the document is passed over, however deep,
/// large or odd it is.
/// </summary>
internal ref struct WebhookBody
{
    private const int MaxRecordIdLength = 512;
    private const int MaxTimeLength = 64;

    // Each character may be written as \uXXXX.
    private const int MaxEscapedRecordIdLength = MaxRecordIdLength * 6;

    // Depth costs the reader one bit a level, so the size limit of a body bounds it.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = int.MaxValue };

    private readonly ReadOnlyMemory<byte> _body;
    private string? _name;

    // Nearly all bodies have one member beside the event's name. Only more than one are worth a dictionary.
    private string? _firstKey;
    private BodyMember _first;
    private Dictionary<string, BodyMember>? _others;

    private WebhookBody(ReadOnlyMemory<byte> body) => _body = body;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The bytes as received.</param>
    /// <param name="catalogue">Knows under which other keys a resource's record may stand.</param>
    /// <param name="received">The event, when the body is one.</param>
    /// <param name="rejection">Why it is none, otherwise.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> body,
        ResourceCatalogue catalogue,
        [NotNullWhen(true)] out StitchexEvent? received,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        var parsed = new WebhookBody(body);
        rejection = parsed.Read();
        received = rejection is null ? parsed.ToEvent(catalogue) : null;
        return received is not null;
    }

    private Rejection? Read()
    {
        var bytes = _body.Span;
        var start = bytes.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        if (bytes[start..].IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return new Rejection(
                RejectionReason.Empty, "The body is empty. Send a JSON object with an \"event\", and its Content-Length: the host drops chunked bodies.");
        }

        var reader = new Utf8JsonReader(bytes[start..], ReaderOptions);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return new Rejection(RejectionReason.NotAnObject, $"The body is a JSON {Describe(reader.TokenType)}. Send a JSON object with an \"event\".");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadMember(ref reader, start);
            }

            // Only white space may follow; the reader throws on anything else.
            while (reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            var cause = BodyEncoding.CauseIn(bytes[start..])
                ?? $"is not JSON: it breaks off or goes wrong at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            return new Rejection(RejectionReason.NotJson, $"The body {cause}. Send a JSON object with an \"event\", in UTF-8.");
        }

        return string.IsNullOrEmpty(_name)
            ? new Rejection(RejectionReason.NoEvent, "The body has no \"event\" that is a non-empty string. Send the name of the event, such as \"invoice_update\".")
            : null;
    }

    private void ReadMember(ref Utf8JsonReader reader, int start)
    {
        if (Is(ref reader, "event"u8))
        {
            reader.Read();
            _name = reader.TokenType == JsonTokenType.String ? Text(ref reader) : null;
            reader.Skip();
            return;
        }

        var key = Text(ref reader);
        reader.Read();
        var member = reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadRecord(ref reader, start),
            JsonTokenType.String or JsonTokenType.Number => new BodyMember { Scalar = Id(ref reader) },
            _ => Skipped(ref reader),
        };
        _firstKey ??= key;
        if (key == _firstKey)
        {
            _first = member;
        }
        else
        {
            (_others ??= new(StringComparer.Ordinal))[key] = member;
        }
    }

    private static BodyMember ReadRecord(ref Utf8JsonReader reader, int start)
    {
        var first = (int)reader.TokenStartIndex + start;
        string? id = null;
        string? organisation = null;
        var time = default(RecordTime);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref reader, "id"u8))
            {
                reader.Read();
                id = Id(ref reader);
            }
            else if (Is(ref reader, "updated_at"u8))
            {
                reader.Read();
                time = Time(ref reader);
            }
            else if (Is(ref reader, "organisation_id"u8))
            {
                reader.Read();
                organisation = Id(ref reader);
            }

            reader.Skip();
        }

        var range = first..((int)reader.BytesConsumed + start);
        return new BodyMember { IsObject = true, Id = id, OrganisationId = organisation, Time = time, Range = range };
    }

    private static BodyMember Skipped(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return default;
    }

    private readonly StitchexEvent ToEvent(ResourceCatalogue catalogue)
    {
        var name = EventName.Parse(_name!);
        var (recordId, member) = FindRecord(name.Resource, catalogue.AliasesOf(name.Resource));
        var record = member.IsObject ? _body[member.Range] : default;
        return new StitchexEvent
        {
            Id = StitchexEventId.Create(name.Resource, recordId, name.Action, KeyPart.Hash(_body.Span)),
            Name = Cut(_name!),
            Resource = Cut(name.Resource),
            Action = Cut(name.Action),
            RecordId = recordId,
            Version = member.Time.Version,
            TimeDefect = member.Time.Defect,
            OrganisationId = member.OrganisationId,
            Numbers = RecordNumbers.Read(record.Span, catalogue.NumbersOf(name.Resource)),
            Body = _body,
            Record = record,
        };
    }

    private readonly (string? RecordId, BodyMember Record) FindRecord(string resource, IReadOnlyList<string> aliases)
    {
        var own = Find(resource);
        if (own.Id is not null)
        {
            return (own.Id, own);
        }

        foreach (var alias in aliases)
        {
            var member = Find(alias);
            if (member.Id is not null || member.Scalar is not null)
            {
                return (member.Id ?? member.Scalar, member);
            }
        }

        var beside = own.Scalar ?? Find(resource + "_id").Scalar ?? Find("id").Scalar;
        if (beside is not null)
        {
            return (beside, own);
        }

        var only = TheOnlyOther(resource);
        return only.Id is not null ? (only.Id, only) : (null, own);
    }

    private readonly BodyMember Find(string key) => key == _firstKey ? _first : _others?.GetValueOrDefault(key) ?? default;

    private readonly BodyMember TheOnlyOther(string resource)
    {
        var found = _firstKey == resource ? default : _first;
        foreach (var (key, member) in _others ?? [])
        {
            if (member.Id is null || key == resource)
            {
                continue;
            }

            if (found.Id is not null)
            {
                return default;
            }

            found = member;
        }

        return found;
    }

    private static string? Id(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.ValueSpan.Length > MaxEscapedRecordIdLength)
        {
            return null;
        }

        var text = Text(ref reader);

        // "." and ".." would climb in the path that the id becomes a part of.
        return text is { Length: > 0 and <= MaxRecordIdLength } and not "." and not ".." ? Storable(text) : null;
    }

    // The reader's own comparison throws on an escaped half of a pair.
    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueIsEscaped ? Text(ref reader) == Encoding.UTF8.GetString(name) : reader.ValueTextEquals(name);

    private static RecordTime Time(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return reader.TokenType == JsonTokenType.Null ? default : RecordTime.Unreadable;
        }

        if (reader.ValueIsEscaped || reader.ValueSpan.Length > MaxTimeLength)
        {
            return RecordTime.Read(Text(ref reader));
        }

        Span<char> text = stackalloc char[MaxTimeLength];
        return RecordTime.Read(text[..Encoding.UTF8.GetChars(reader.ValueSpan, text)]);
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return WholeNumber.Plain(Encoding.UTF8.GetString(reader.ValueSpan));
        }

        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Lone surrogates and bytes that are not UTF-8: what stands there is as good a text as any, and equal bytes give an equal text.
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private static string Cut(string text) => Storable(text.Length <= EventName.MaxLength ? text : text[..EventName.MaxLength]);

    // Control characters, halves of pairs and non-characters are no text for a table, and for no reader either.
    private static string Storable(string text) =>
        text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? text : string.Concat(text.EnumerateRunes().Select(rune => IsText(rune) ? rune.ToString() : "\uFFFD"));

    private static bool IsText(Rune rune) => !Rune.IsControl(rune) && (rune.Value & 0xFFFE) != 0xFFFE;

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.StartArray => "array",
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        _ => "literal",
    };
}
