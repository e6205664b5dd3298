using System.Text;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>Runs scripts on changes of a record that a test writes down.</summary>
internal static class ScriptRunner
{
    public static readonly RecordChange Change = new()
    {
        ChangeId = "pick_ticket.7@3-0123456789ab",
        Resource = "pick_ticket",
        RecordId = "7",
        Action = "update",
        Record = """{"id":7,"total":"12.50"}"""u8.ToArray(),
        Version = new DateTimeOffset(2026, 11, 24, 13, 0, 0, 500, TimeSpan.FromHours(1)),
        FencingToken = 12,
        EventId = "pick_ticket.7.update.0",
    };

    /// <summary>Prepares a function that stands in the setting itself.</summary>
    public static IChangeScript Prepare(string code) => ChangeScripts.Prepare(ScriptSource.Read(code, folder: "."));

    /// <summary>What a script returns for a record.</summary>
    public static string Shape(string code, string record = "{}") => Shape(Prepare(code), record);

    /// <inheritdoc cref="Shape(string, string)"/>
    public static string Shape(IChangeScript script, string record) => Shape(script, Change with { Record = Encoding.UTF8.GetBytes(record) });

    /// <summary>What a script returns for a change.</summary>
    public static string Shape(IChangeScript script, RecordChange change) => script.Run(change, CancellationToken.None) switch
    {
        ScriptResult.Shaped shaped => Encoding.UTF8.GetString(shaped.Data.Span),
        ScriptResult.Skipped => "skipped",
        ScriptResult.Failed failed => $"{failed.Error}{(failed.IsFinal ? "" : " (again)")}",
        var other => $"{other}",
    };
}
