using System.Text;
using CsCheck;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Receiving;

namespace Stitchex.Functions.Tests.Receiving;

public sealed class WebhookBodyFuzzTests
{
    private const int Iterations = 100_000;
    private const string Marker = "PAYLOAD-MARKER";

    private static readonly ResourceCatalogue Catalogue = new(Options.Create(new StitchexOptions()));

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\"event\":", "\"invoice_update\"", "\"receiving_ticket_delete\"", "\"invoice\":", "\"delivery\":", "\"id\":",
        "\"invoice_id\":", "\"updated_at\":", "\"organisation_id\":", "\"2026-11-02T03:00:00Z\"", "7", "-0", "1e400", "9223372036854775808", "null", "true",
        "\"\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\u0065vent\":", "\"..\"", "\"/\\\\#?\"", "\uFEFF", "\0", " ", "\"é\u2028\"", $"\"{Marker}\"",
    ];

    private static readonly Gen<byte[]> NoiseOfFragments =
        Gen.OneOf(Fragments).Array[0, 40].Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts)));

    private static readonly Gen<string> Value = Gen.OneOf(
        Gen.Long.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.String.Select(text => System.Text.Json.JsonSerializer.Serialize(text)),
        Gen.OneOf("null", "true", "{}", "[]", "{\"id\":7}", "\"\\ud800\"", "1e400", $"\"{Marker}\""));

    private static readonly Gen<byte[]> Documents =
        Gen.Select(Gen.OneOf("event", "id", "invoice", "invoice_id", "delivery", "updated_at", "organisation_id", "x"), Value, (key, value) => $"\"{key}\":{value}")
            .Array[0, 8]
            .Select(members => Encoding.UTF8.GetBytes("{\"event\":\"invoice_update\",\"invoice\":{" + string.Join(',', members) + "}," + string.Join(',', members.Append("\"y\":1")) + "}"));

    private static readonly Gen<byte[]> BrokenFixtures =
        Gen.Select(Gen.OneOf(FixtureFiles.Names().Select(FixtureFiles.Read).ToArray()), Gen.Int[0, 5000], Gen.Byte, Gen.Bool, Break);

    [Fact]
    public void AnyBody_IsAnEventOrRefused_AndNeverRepeated() =>
        Gen.OneOf(NoiseOfFragments, Documents, BrokenFixtures, Gen.Byte.Array[0, 200]).Sample(IsParsedSafely, iter: Iterations);

    private static byte[] Break(byte[] body, int at, byte with, bool cut)
    {
        var position = at % body.Length;
        byte[] broken = cut ? body[..position] : [.. body];
        if (!cut)
        {
            broken[position] = with;
        }

        return broken;
    }

    private static bool IsParsedSafely(byte[] body)
    {
        if (!WebhookBody.TryParse(body, Catalogue, out var received, out var rejection))
        {
            return rejection.Text.Length > 0 && !rejection.Text.Contains(Marker, StringComparison.Ordinal);
        }

        return Events.StitchexEventIdTests.IsStorable(received.Id) && received.Name.Length is > 0 and <= EventName.MaxLength;
    }
}
