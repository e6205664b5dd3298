using System.Text;
using Stitchex.Functions.Destinations;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>What a script is given, and what becomes of what it returns.</summary>
public sealed class ScriptTests
{
    [Fact]
    public void Function_GetsTheChange() => Assert.Equal(
        """{"type":"updated","resource":"pick_ticket","id":"7","version":"2026-11-24T12:00:00.5Z","data":{"id":7,"total":"12.50"}}""",
        ScriptRunner.Shape(ScriptRunner.Prepare("change => change"), ScriptRunner.Change));

    [Fact]
    public void FirstChange_IsCreated() =>
        Assert.Equal("\"created\"", ScriptRunner.Shape(ScriptRunner.Prepare("change => change.type"), ScriptRunner.Change with { IsFirst = true }));

    [Fact]
    public void Deletion_HasNoData() => Assert.Equal(
        """{"type":"deleted","resource":"pick_ticket","id":"7","version":null,"data":null}""",
        ScriptRunner.Shape(ScriptRunner.Prepare("change => change"), ScriptRunner.Change with { IsDeleted = true, Record = default, Version = null }));

    [Theory]
    [InlineData("change => null", "skipped")]
    [InlineData("function (change) { return change.data.id === 7 ? [1, 'ü', { a: true }] : null; }", "[1,\"ü\",{\"a\":true}]")]
    [InlineData("export default change => 'text'", "\"text\"")]
    [InlineData("({ data: { id } }) => ({ id, nothing: undefined, when: new Date('2026-01-01T12:00:00+01:00') })", "{\"id\":7,\"when\":\"2026-01-01T11:00:00.000Z\"}")]
    [InlineData("change => {}", "failed: it returned undefined. Return what is sent, or null to skip.")]
    [InlineData("change => x => x", "failed: it returned a function. Return what is sent, or null to skip.")]
    [InlineData("async change => change", "failed: it returned a promise. A script waits for nothing.")]
    [InlineData("change => ({ a: [0 / 0] })", "failed: what it returned has NaN at '0', which JSON has not.")]
    [InlineData("change => { const a = {}; a.a = a; return a; }", "failed: Cyclic reference detected.")]
    [InlineData("change => { throw new Error('no\\nsku'); }", "failed at line 1, column 19: no sku")]
    [InlineData("change => { throw 'no sku'; }", "failed at line 1, column 19: no sku")]
    [InlineData("change =>\n  change.data.lines.length", "failed at line 2, column 21: Cannot read properties of undefined (reading 'length')")]
    public void WhatIsReturned_IsSent_OrSaidToBeWrong(string code, string result) => Assert.Equal(result, ScriptRunner.Shape(code, """{"id":7}"""));

    [Fact]
    public void LongError_IsCut() => Assert.Equal(
        $"failed at line 1, column 19: {new string('x', 300)}", ScriptRunner.Shape("change => { throw new Error('x'.repeat(9999)); }"));

    [Theory]
    [InlineData("""{"a":"\u0000\ud800\u2028 \ud83d\ude00 </script>\"","":{},"a.b":[[]]}""")]
    [InlineData("""{"__proto__":{"polluted":true},"constructor":{"prototype":1},"toJSON":"x","then":1,"length":-1}""")]
    public void HostileStrings_GoThrough(string record) => Assert.Equal(
        record.Replace(@"\u2028", "\u2028", StringComparison.Ordinal).Replace(@"\ud83d\ude00", "😀", StringComparison.Ordinal),
        ScriptRunner.Shape("change => change.data", record));

    [Theory]
    [InlineData("9007199254740991")]
    [InlineData("9007199254740993")]
    [InlineData("-123456789012345678901234567890")]
    [InlineData("0.12345678901234567891")]
    [InlineData("1e400")]
    [InlineData("0.1")]
    [InlineData("1234.5")]
    public void Number_KeepsItsDigits(string number) => Assert.Equal($"[{number}]", ScriptRunner.Shape("change => [change.data.n]", $$"""{"n":{{number}}}"""));

    [Theory]
    [InlineData("""{"a":[0,{"b":[[],[9007199254740993,1]]},2],"n":12345678901234567890}""")]
    [InlineData("""{"__proto__":{"n":9007199254740993},"\ud800\"":9007199254740993,"":[9007199254740993]}""")]
    public void Numbers_KeepTheirDigits_WhereverTheyAre(string record) => Assert.Equal(record, ScriptRunner.Shape("change => change.data", record));

    [Theory]
    [InlineData("""{"n":9007199254740993,"n":1}""", """{"n":1}""")]
    [InlineData("""{"n":9007199254740993,"n":9007199254740992}""", """{"n":9007199254740992}""")]
    [InlineData("""{"n":{"m":9007199254740993},"n":null}""", """{"n":null}""")]
    [InlineData("""{"n":[9007199254740993],"n":"text"}""", """{"n":"text"}""")]
    public void NameThatStandsTwice_IsTheLast(string record, string data) => Assert.Equal(data, ScriptRunner.Shape("change => change.data", record));

    [Theory]
    [InlineData("1.10", "1.1")]
    [InlineData("1.0e-05", "0.00001")]
    [InlineData("100000000000000000000.000", "100000000000000000000")]
    [InlineData("-0", "0")]
    public void Number_IsWrittenAsJavaScriptDoes(string number, string written) =>
        Assert.Equal($"[{written},\"number\"]", ScriptRunner.Shape("change => [change.data.n, typeof change.data.n]", $$"""{"n":{{number}}}"""));

    [Theory]
    [InlineData("`${change.data.n}`", "\"9007199254740993\"")]
    [InlineData("String(change.data.n)", "\"9007199254740993\"")]
    [InlineData("JSON.stringify(change.data)", "\"{\\\"n\\\":9007199254740993}\"")]
    [InlineData("change.data.n + 1", "failed: 9007199254740993 has more digits than a JavaScript number. Pass it on as it is, or take String() of it.")]
    [InlineData("change.data.n > 5", "failed: 9007199254740993 has more digits than a JavaScript number. Pass it on as it is, or take String() of it.")]
    [InlineData("({ ...change.data.n })", "failed: 9007199254740993 has more digits than a JavaScript number. Pass it on as it is, or take String() of it.")]
    [InlineData("Object.entries(change.data.n)", "failed at line 1, column 11: 9007199254740993 has more digits than a JavaScript number. Pass it on as it is, or take String() of it.")]
    public void NumberThatIsTooLong_IsText_AndNothingToComputeWith(string expression, string result) =>
        Assert.Equal(result, ScriptRunner.Shape($"change => {expression}", """{"n":9007199254740993}"""));

    [Theory]
    [InlineData("globalThis.seen = (globalThis.seen ?? 0) + 1", "globalThis.seen")]
    [InlineData("Object.prototype.seen = ({}).seen ? 2 : 1", "({}).seen")]
    [InlineData("Array.prototype.map = () => 2; JSON.stringify = () => 2", "[1].map(x => x)[0] ?? 2")]
    [InlineData("count++", "count")]
    public void WhatOneRunLeaves_TheNextDoesNotSee(string leave, string look)
    {
        var script = ScriptRunner.Prepare($"export default change => {{ {leave}; return change.data.leave ? 0 : {look}; }}\nlet count = 0;".Replace("return", "; return", StringComparison.Ordinal));
        var fresh = ScriptRunner.Shape(script, "{}");

        ScriptRunner.Shape(script, """{"leave":true}""");

        Assert.Equal(fresh, ScriptRunner.Shape(script, "{}"));
    }

    [Fact]
    public async Task ManyAtOnce_DoNotMix()
    {
        var script = ScriptRunner.Prepare("""
            let id;
            export default change => {
              id = change.data.id;
              const words = change.data.text.split(/\s+/).map(word => word.replace(/^./, c => c.toUpperCase()));
              return { id, words: words.length, first: words[0], sum: [...Array(500).keys()].reduce((a, b) => a + b, id) };
            };
            """);

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => ScriptRunner.Shape(script, $$"""{"id":{{i}},"text":"w{{i}} b c"}"""))));

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $$"""{"id":{{i}},"words":3,"first":"W{{i}}","sum":{{124_750 + i}}}"""), results);
    }

    [Fact]
    public void LargeRecord_IsShaped()
    {
        var lines = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $$"""{"id":{{i}},"sku":"ABC-{{i}}","quantity":{{i % 7}},"price":"12.50","name":"a longer text, so that the record is large"}"""));
        var record = $$"""{"id":9007199254740993,"lines":[{{lines}}]}""";
        Assert.InRange(record.Length, 5 * 1024 * 1024, 6 * 1024 * 1024);

        var shaped = ScriptRunner.Shape("({ data }) => ({ id: data.id, pieces: data.lines.reduce((sum, line) => sum + line.quantity, 0), all: data.lines })", record);

        Assert.StartsWith("""{"id":9007199254740993,"pieces":149997,"all":[{"id":0,""", shaped, StringComparison.Ordinal);
        Assert.EndsWith($"{lines[^100..]}]}}", shaped, StringComparison.Ordinal);
    }

    [Fact]
    public void RecordThatIsTooLarge_IsSaid() => Assert.Equal(
        "failed: the record has 8,388,609 bytes; a script gets 8,388,608 at most.",
        ScriptRunner.Shape(ScriptRunner.Prepare("change => 1"), ScriptRunner.Change with { Record = new byte[(8 * 1024 * 1024) + 1] }));

    [Fact]
    public void File_IsNamedWithItsLine()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "Handlers"));
        File.WriteAllText(Path.Combine(folder.Path, "Handlers", "ledger.js"), "// Größe\nconst tax = line => line.tax.rate;\n\nexport default function (change) {\n  return change.data.map(tax);\n}\n", Encoding.UTF8);

        var script = ChangeScripts.Prepare(ScriptSource.Read("Handlers/ledger.js", folder.Path));

        Assert.Equal("[2]", ScriptRunner.Shape(script, """[{"tax":{"rate":2}}]"""));
        Assert.Equal("(Handlers/ledger.js) failed at line 2, column 30: Cannot read properties of undefined (reading 'rate')", ScriptRunner.Shape(script, "[{}]"));
    }
}
