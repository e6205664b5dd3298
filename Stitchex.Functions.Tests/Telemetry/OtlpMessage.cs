using System.Text;
using Google.Protobuf;

namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>A message of OTLP, by the numbers of its fields: see opentelemetry/proto in OpenTelemetry's specification.</summary>
internal sealed class OtlpMessage
{
    private readonly List<(int Field, byte[] Content)> _fields = [];

    public OtlpMessage(byte[] content)
    {
        using var input = new CodedInputStream(content);
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                _fields.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray()));
            }
            else
            {
                input.SkipLastField();
            }
        }
    }

    /// <summary>The messages in a field.</summary>
    public IEnumerable<OtlpMessage> All(int field) => Contents(field).Select(content => new OtlpMessage(content));

    /// <summary>The text in a field; empty where there is none.</summary>
    public string Text(int field) => Encoding.UTF8.GetString(Contents(field).SingleOrDefault([]));

    /// <summary>The identifier in a field, as hexadecimal digits.</summary>
    public string Id(int field) => Convert.ToHexStringLower(Contents(field).SingleOrDefault([]));

    /// <summary>The attributes in a field that are texts.</summary>
    public IReadOnlyDictionary<string, string> Attributes(int field) =>
        All(field).GroupBy(attribute => attribute.Text(1)).ToDictionary(group => group.Key, group => group.Last().All(2).Single().Text(1));

    private IEnumerable<byte[]> Contents(int field) => _fields.Where(found => found.Field == field).Select(found => found.Content);
}
