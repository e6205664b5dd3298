using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stitchex.Functions.Receiving;

/// <summary>Writes responses without reflection.</summary>
[JsonSerializable(typeof(SuccessBody))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class WebhookJson : JsonSerializerContext
{
    /// <summary>Writes quotation marks as a person reads them; nothing here is ever put into HTML.</summary>
    public static readonly WebhookJson Readable = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
