using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Stitchex.Functions.Dashboard;
using Stitchex.Functions.Triggers;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>The dashboard's page as it comes, and what it is made of: no browser is needed to look at that.</summary>
public sealed class PageTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Page_ComesWithAPolicyThatLetsOnlyItselfRun()
    {
        using var client = new HttpClient();

        using var response = await client.GetAsync(app.Stack.Host.FunctionUrl(nameof(DashboardFunctions.GetDashboard)));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", $"{response.Content.Headers.ContentType}");
        Assert.Matches(
            "^default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+'; connect-src 'self'; img-src blob: data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'$",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("max-age=31536000", Assert.Single(response.Headers.GetValues("Strict-Transport-Security")));
        Assert.Equal("no-cache", $"{response.Headers.CacheControl}");
        Assert.Equal(new DashboardPage().Body.ToArray(), await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public void Sources_NameNoOtherPlace_AndMakeNoMarkupOfStrings()
    {
        foreach (var file in RepositoryFiles.Below("Stitchex.Functions/Dashboard/Page"))
        {
            var text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "Stitchex.Functions/Dashboard/Page", file));

            Assert.DoesNotContain("://", text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotMatch("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|new Function|localStorage|style=", text);
        }
    }

    [Fact]
    public void Sources_AreOneScript_SoTheyDeclareNoNameTwice()
    {
        var names = RepositoryFiles.Below("Stitchex.Functions/Dashboard/Page").Where(file => file.EndsWith(".js", StringComparison.Ordinal))
            .Select(file => File.ReadAllText(Path.Combine(RepositoryFiles.Root, "Stitchex.Functions/Dashboard/Page", file)))
            .SelectMany(text => Regex.Matches(text, @"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", RegexOptions.Multiline))
            .Select(match => match.Groups[1].Value);

        Assert.DoesNotContain(names.CountBy(name => name), count => count.Value > 1);
    }

    [Fact]
    public void Modules_ImportWhatTheOthersExport_AndAllOfThemAreInThePage()
    {
        var page = Encoding.UTF8.GetString(new DashboardPage().Body.Span);
        foreach (var file in RepositoryFiles.Below("Stitchex.Functions/Dashboard/Page").Where(file => file.EndsWith(".js", StringComparison.Ordinal)))
        {
            var source = Read(file);
            foreach (Match import in Regex.Matches(source, "^import \\{([^}]*)\\} from \"\\./([^\"]*)\";$", RegexOptions.Multiline))
            {
                var other = Read(import.Groups[2].Value);
                Assert.All(
                    import.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                    name => Assert.Matches($"(?m)^export (?:async )?(?:function|const|let|class) {name}\\b", other));
            }

            var declared = Regex.Match(source, "^(?:export )?((?:async )?(?:function|const|let|class) \\w+|start\\()", RegexOptions.Multiline);
            Assert.Contains($"\n{declared.Groups[1].Value}", page, StringComparison.Ordinal);
        }

        Assert.DoesNotMatch("(?m)^(?:import|export) ", page);

        static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, "Stitchex.Functions/Dashboard/Page", file));
    }

    [Theory]
    [InlineData("Retries exhausted")]
    [InlineData("Rejected")]
    [InlineData("No record id")]
    [InlineData("Other organisation")]
    [InlineData("Endpoint unknown")]
    [InlineData("Crash loop")]
    [InlineData("Retrying")]
    [InlineData("Unreadable")]
    public void Runbook_HasASection_ThatThePageCarries_UnderThePagesWords(string title)
    {
        var page = Encoding.UTF8.GetString(new DashboardPage().Body.Span);

        Assert.Contains($"[\"{title}\"", page, StringComparison.Ordinal);
        Assert.Contains($"\\n## {title}\\n", page, StringComparison.Ordinal);
    }
}
