using Stitchex.Functions.Destinations;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>What a script may not do, and how far it may go.</summary>
public sealed class ScriptBoundsTests
{
    private const string Statements = "it ran more than 2,000,000 statements.";
    private const string Memory = "it took more than 256 MB of memory, or an array of more than 4 million.";

    [Theory]
    [InlineData("while (true) {}", Statements)]
    [InlineData("for (;;);", Statements)]
    [InlineData("try { while (true) {} } catch { return 1; } finally { return 2; }", Statements)]
    [InlineData("return { get total() { while (true) {} } };", Statements)]
    [InlineData("return { toJSON() { while (true) {} } };", Statements)]
    [InlineData("throw { get message() { while (true) {} } };", null)]
    [InlineData("return [...function* () { while (true) yield 1; }()];", null)]
    [InlineData("let a = [1]; for (let i = 0; i < 60; i++) a = [a, a]; return a;", Statements)]
    [InlineData("let s = 'x'; while (true) s += s;", null)]
    [InlineData("return 'x'.repeat(500000000);", "repeat makes a text that is too long")]
    [InlineData("return 'x'.padEnd(500000000);", "padEnd makes a text that is too long")]
    [InlineData("return new Array(1e9).fill(0);", Memory)]
    [InlineData("return Array.from({ length: 4e9 }, x => x);", Memory)]
    [InlineData("let a = [1]; for (;;) a = [...a, ...a];", Memory)]
    [InlineData("function f(x) { return 1 + f(x + 1); } return f(0);", "calls are nested more than 100 deep.")]
    [InlineData("const o = { get a() { return this.a; } }; return o.a;", null)]
    [InlineData("let a = {}; for (let i = 0; i < 100000; i++) a = { a }; return a;", null)]
    public void Bomb_IsTheEventsFault_AndNamesThePlace(string body, string? error)
    {
        var failed = Assert.IsType<ScriptResult.Failed>(ScriptRunner.Prepare($"change => {{ {body} }}").Run(ScriptRunner.Change, CancellationToken.None));

        // On a busy machine time is over before the statements are.
        if (error == Statements && failed is { IsFinal: false, Error: "failed: it was not done within 10 s." })
        {
            return;
        }

        Assert.True(failed.IsFinal, failed.Error);
        Assert.EndsWith(error ?? "", failed.Error, StringComparison.Ordinal);
        if (error is not null && error != Statements)
        {
            Assert.StartsWith("failed at line 1, column ", failed.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/^(a+)+$/.test('a'.repeat(60) + 'b')")]
    [InlineData("new RegExp('^(a|aa)+$').test('a'.repeat(90) + 'b')")]
    public void RegularExpressionThatTakesForever_IsTriedAgain(string expression) =>
        Assert.Equal("failed at line 1, column 11: a regular expression took more than 1 s. (again)", ScriptRunner.Shape($"change => {expression}"));

    [Fact]
    public void Cancellation_EndsIt()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => ScriptRunner.Prepare("change => { while (true) {} }").Run(ScriptRunner.Change, cancelled.Token));
    }

    [Theory]
    [InlineData("Date.now()")]
    [InlineData("new Date()")]
    [InlineData("Date()")]
    [InlineData("new Date(0).constructor.now()")]
    [InlineData("Date.prototype.constructor.now()")]
    [InlineData("new (class extends Date {})()")]
    public void Clock_IsNone(string expression) => Assert.Matches(
        @"^failed at line 1, column \d+: a script has no clock, for a retry has to send the same\. Use version, or a date of the record\.$",
        ScriptRunner.Shape($"change => {expression}"));

    [Fact]
    public void RandomNumbers_AreNone() => Assert.Equal(
        "failed at line 1, column 11: a script has no random numbers, for a retry has to send the same.", ScriptRunner.Shape("change => Math.random()"));

    [Fact]
    public void Culture_AndTimeZone_AreOfNoMachine() => Assert.Equal(
        """["2026-01-01T00:00:00.000Z","1,234.5",0]""",
        ScriptRunner.Shape("change => [new Date(2026, 0, 1), (1234.5).toLocaleString(), new Date(2026, 6, 1).getTimezoneOffset()]"));

    [Fact]
    public void Globals_AreTheLanguagesOwn_AndNothingThatReaches_Waits_OrComputesForMinutes() => Assert.Equal(
        "Array Boolean Date Error EvalError Infinity Iterator JSON Map Math NaN Number Object RangeError ReferenceError RegExp Set String Symbol SyntaxError "
        + "TypeError URIError WeakMap WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent globalThis isFinite isNaN parseFloat parseInt undefined",
        ScriptRunner.Shape("change => Object.getOwnPropertyNames(globalThis).sort().join(' ')").Trim('"'));

    [Theory]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')", "System is not defined")]
    [InlineData("importNamespace('System')", "importNamespace is not defined")]
    [InlineData("require('fs')", "require is not defined")]
    [InlineData("fetch('https://example.com')", "fetch is not defined")]
    [InlineData("eval('1')", "eval is not defined")]
    [InlineData("(() => {}).constructor('return 1')()", "String compilation has been disabled in engine options")]
    [InlineData("change.GetType()", "Property 'GetType' of object is not a function")]
    [InlineData("change.data.constructor.constructor('return this')()", "String compilation has been disabled in engine options")]
    public void WayOut_IsClosed(string expression, string error) => Assert.EndsWith(error, ScriptRunner.Shape($"change => {expression}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("change => {\n  let x = ;\n}", "failed at line 2, column 11: Unexpected token ';'")]
    [InlineData("change => )", "failed at line 1, column 11: Unexpected token ')'")]
    [InlineData("", "failed at line 1, column 1: Unexpected end of input")]
    [InlineData("export default 7", "failed: its default export is no function. Write: export default function (change) { return change.data; }")]
    [InlineData("change => change\nstart();", "failed at line 2, column 1: start is not defined")]
    [InlineData("change => change;\nwhile (true) {}", "failed at line 2, column 14: it ran more than 2,000,000 statements.")]
    [InlineData("change => change;\nimport fs from 'fs';", "failed at line 2, column 1: a script imports nothing. Write it in one file.")]
    [InlineData("async change => await import('fs')", "failed at line 1, column 17: a script waits for nothing.")]
    [InlineData("change => import('fs')", "failed at line 1, column 11: a script imports nothing. Write it in one file.")]
    [InlineData("change => 3n ** 9n", "failed at line 1, column 11: a script has no BigInt: one of its operations can take minutes.")]
    [InlineData("Handlers/none.js", "(Handlers/none.js) is not in the app's folder. Files below Stitchex.Functions/Handlers are published with the app.")]
    [InlineData("../ledger.js", "(../ledger.js) is not below the app's folder. Set it to a path such as Handlers/ledger.js.")]
    [InlineData("/etc/ledger.js", "(/etc/ledger.js) is not below the app's folder. Set it to a path such as Handlers/ledger.js.")]
    public void ScriptThatCannotRun_IsNotTaken(string code, string error) =>
        Assert.Equal(error, Assert.Throws<ScriptException>(() => ScriptRunner.Prepare(code)).Message);
}
