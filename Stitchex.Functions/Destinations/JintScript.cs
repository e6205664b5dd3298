using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Acornima;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Destinations;

/// <summary>
/// A script that Jint runs. It is prepared once, and each change gets an engine of its own, so that nothing is left from another. The bounds
/// are for mistakes: who writes the script can write a handler, too.
/// </summary>
internal sealed partial class JintScript : IChangeScript
{
    private const string Id = "script";
    private const int MaxMegabytes = 256;
    private const int MaxStatements = 2_000_000;
    private const int MaxRecursion = 100;
    private const int MaxArrayLength = 4_000_000;
    private const int MaxDepth = 256;
    private const int MaxErrorLength = 300;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxRegexTime = TimeSpan.FromSeconds(1);
    private static readonly ModulePreparationOptions Preparation = new() { ParsingOptions = new() { RegexTimeout = MaxRegexTime } };

    // Boxed: a field of Jint's own structure would load Jint with the first look at this assembly's types, script or not.
    private static readonly StrongBox<Prepared<Module>> Prelude = new(Engine.PrepareModule(ScriptPrelude.Code, "prelude"));

    private readonly ScriptSource _source;
    private readonly StrongBox<Prepared<Module>> _script;

    /// <summary>Prepares a script.</summary>
    /// <exception cref="ScriptException">It does not parse, or exports no function.</exception>
    public JintScript(ScriptSource source)
    {
        _source = source;
        try
        {
            _script = new(Engine.PrepareModule(source.Code, Id, Preparation));
        }
        catch (ScriptPreparationException e)
        {
            throw new ScriptException(e.InnerException is ParseErrorException error
                ? source.Describe(error.Description, error.LineNumber, error.Column + 1)
                : source.Describe(e.Message, line: 0, column: 0));
        }

        if (_script.Value.Program!.DescendantNodes().FirstOrDefault(node => ErrorOf(node) is not null) is { Location.Start: var start } refused)
        {
            throw new ScriptException(source.Describe(ErrorOf(refused)!, start.Line, start.Column + 1));
        }

        Engine? engine = null;
        try
        {
            engine = CreateEngine(CancellationToken.None);
            if (Import(engine).IsCallable())
            {
                return;
            }
        }
        catch (Exception e)
        {
            throw new ScriptException(Describe(e, engine));
        }
        finally
        {
            engine?.Dispose();
        }

        const string None = "its default export is no function. Write: export default function (change) { return change.data; }";
        throw new ScriptException(source.Describe(None, line: 0, column: 0));
    }

    /// <inheritdoc/>
    public ScriptResult Run(RecordChange change, CancellationToken cancellationToken)
    {
        if (change.Record.Length > BlobRecordArchive.MaxReadLength)
        {
            var error = Invariant($"the record has {change.Record.Length:N0} bytes; a script gets {BlobRecordArchive.MaxReadLength:N0} at most.");
            return new ScriptResult.Failed(_source.Describe(error, line: 0, column: 0), IsFinal: true);
        }

        Engine? engine = null;
        try
        {
            engine = CreateEngine(cancellationToken);
            var shape = Import(engine);
            var result = engine.Invoke(
                engine.Modules.Import("prelude").Get("run"),
                shape,
                DestinationKind.Of(change),
                change.Resource,
                change.RecordId,
                change.Version?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
                change.IsDeleted ? null : Encoding.UTF8.GetString(change.Record.Span),
                change.IsDeleted ? null : LongNumbers.In(change.Record.Span, MaxDepth));
            return result.IsNull() ? new ScriptResult.Skipped() : new ScriptResult.Shaped(Encoding.UTF8.GetBytes(result.AsString()));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e)
        {
            return new ScriptResult.Failed(Describe(e, engine), IsFinal: e is not (TimeoutException or OutOfMemoryException));
        }
        finally
        {
            engine?.Dispose();
        }
    }

    private JsValue Import(Engine engine)
    {
        // First what it leaves a script, then the script.
        engine.Modules.Add("prelude", module => module.AddModule(Prelude.Value));
        engine.Modules.Import("prelude");
        engine.Modules.Add(Id, module => module.AddModule(_script.Value));
        return engine.Modules.Import(Id).Get("default");
    }

    private static Engine CreateEngine(CancellationToken cancellationToken) => new(options =>
    {
        options.Strict();
        options.Culture(CultureInfo.InvariantCulture);
        options.LocalTimeZone(TimeZoneInfo.Utc);
        options.CancellationToken(cancellationToken);
        options.TimeoutInterval(MaxTime);
        options.LimitMemory(MaxMegabytes * 1024L * 1024);
        options.MaxStatements(MaxStatements);
        options.LimitRecursion(MaxRecursion);
        options.Constraints.MaxArraySize = MaxArrayLength;
        options.Constraints.RegexTimeout = MaxRegexTime;
        options.Constraints.PromiseTimeout = MaxRegexTime;
        options.Constraints.StackOverflowGuard = true;
        options.Json.MaxParseDepth = MaxDepth;
        options.Host.StringCompilationAllowed = false;
    });

    private static string? ErrorOf(Node node) => node switch
    {
        ImportDeclaration or ImportExpression or ExportAllDeclaration or ExportNamedDeclaration { Source: not null } =>
            "a script imports nothing. Write it in one file.",
        AwaitExpression => "a script waits for nothing.",
        BigIntLiteral => "a script has no BigInt: one of its operations can take minutes.",
        _ => null,
    };

    private string Describe(Exception e, Engine? engine)
    {
        var error = string.Concat(Say(e).Select(c => char.IsControl(c) ? ' ' : c));
        var stack = JintException.TryGetJavaScriptCallStack(e, out var thrown) ? thrown : engine?.Advanced.StackTrace;
        var (line, column) = Frame().Match(stack ?? "") is { Success: true, Groups: var place }
            ? (int.Parse(place[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(place[2].ValueSpan, CultureInfo.InvariantCulture))
            : (0, 0);
        return _source.Describe(error.Length > MaxErrorLength ? error[..MaxErrorLength] : error, line, column);
    }

    private static string Say(Exception e) => e switch
    {
        StatementsCountOverflowException => Invariant($"it ran more than {MaxStatements:N0} statements."),
        MemoryLimitExceededException => $"it took more than {MaxMegabytes} MB of memory, or an array of more than 4 million.",
        RecursionDepthOverflowException => $"calls are nested more than {MaxRecursion} deep.",
        RegexMatchTimeoutException => $"a regular expression took more than {MaxRegexTime.TotalSeconds} s.",
        TimeoutException => $"it was not done within {MaxTime.TotalSeconds} s.",
        _ => e.Message,
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\bscript:(\d+):(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Frame();
}
