using System.Text.Json.Serialization;

namespace Stitchex.Functions.Events;

/// <summary>A number that people know a record by, such as an invoice's.</summary>
/// <param name="Name">The record's member that has it, such as <c>invoice_number</c>.</param>
/// <param name="Value">The number as Stitchex writes it, without spaces around it.</param>
internal sealed record RecordNumber(string Name, string Value)
{
    /// <summary>
    /// Gets what is equal for all ways of writing the number: case and spaces around it do not count. It is safe as a part of a key.
    /// </summary>
    [JsonIgnore]
    public string Key => KeyOf(Value);

    /// <summary>The key of a number as somebody writes it.</summary>
    public static string KeyOf(string number) => KeyPart.FromRecordId(number.Trim().ToUpperInvariant());
}
