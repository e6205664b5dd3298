using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Stitchex.Functions.Dashboard;

/// <summary>
/// The dashboard: one page of HTML with its style and its script inside, put together once from the files in Page/. It holds no data and
/// no key; what it shows it asks the operator API for.
/// </summary>
public sealed class DashboardPage
{
    // In this order; all of them share one scope.
    private static readonly string[] Scripts =
    [
        "text.js", "dom.js", "format.js", "words.js", "client.js", "part.js", "frame.js", "dialogs.js", "eventTable.js", "throughput.js",
        "connections.js", "overviewPage.js", "eventsPage.js", "eventActions.js", "eventPage.js", "quarantinePages.js",
        "searchPage.js", "explanation.js", "filterLine.js", "lists.js", "outcomes.js", "runbook.js",
        "selection.js", "bulkPage.js", "jobPages.js", "backfillPage.js", "reconcilePage.js", "destinationsPage.js", "scriptPage.js",
        "keyPage.js", "app.js",
    ];

    /// <summary>Initializes a new instance of the <see cref="DashboardPage"/> class.</summary>
    public DashboardPage()
    {
        var style = Read("page.css") + Read("explanation.css");
        var script = $"const runbook = {JsonSerializer.Serialize(Read("runbook.md"))};\n" + string.Concat(Scripts.Select(Read));
        Body = Encoding.UTF8.GetBytes(Read("page.html").Replace("{{style}}", style, StringComparison.Ordinal).Replace("{{script}}", script, StringComparison.Ordinal));
        Headers =
        [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", PolicyFor(style, script)),
            ("Strict-Transport-Security", "max-age=31536000"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),

            // A key is typed into this page, so an old copy must not outlive a release.
            ("Cache-Control", "no-cache"),
        ];
    }

    /// <summary>Gets the page.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Gets the headers to send it with.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    // Only this very style and script may run. The plot is an image made from a response, and the icon stands in the page itself. Trusted
    // types leave no way from a string to markup or code.
    private static string PolicyFor(string style, string script) => string.Join(
        "; ",
        "default-src 'none'",
        $"script-src {HashOf(script)}",
        $"style-src {HashOf(style)}",
        "connect-src 'self'",
        "img-src blob: data:",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'");

    private static string HashOf(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Read(string file)
    {
        using var stream = typeof(DashboardPage).Assembly.GetManifestResourceStream($"Dashboard/{file}")
            ?? throw new InvalidOperationException($"The assembly was built without Dashboard/Page/{file}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // As a browser reads it: the hash is taken of that.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
