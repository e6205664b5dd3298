using System.Net;
using System.Text.Json.Nodes;
using Stitchex.Functions.Tests.EndToEnd;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Commands;
using Stitchex.Local.Operator;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>A running app is found right, and whatever is broken in it is found.</summary>
public sealed class VerifyCommandTests(AppFixture app) : IClassFixture<AppFixture>, IDisposable
{
    private const string FirstCheck = "the app responds";
    private const string LastCheck = "is received and handled";
    private const string NotTheApps = "the response is not the app's";

    private const string OneUnhealthy =
        """{"status":"unhealthy","checks":[{"name":"queues","status":"healthy"},{"name":"blobs","status":"unhealthy","detail":"AuthorizationFailure"}]}""";

    private const string Group = """{"id":"/groups/mail","enabled":true,"emailReceivers":[{"emailAddress":"operators@example.com"}]}""";

    private const string MailedRule = """{"name":"a","properties":{"enabled":true,"actions":{"actionGroups":["/groups/MAIL"]}}}""";
    private const string MailedMetricRule = """{"name":"m","properties":{"enabled":true,"actions":[{"actionGroupId":"/groups/MAIL"}]}}""";

    private readonly LocalStack _stack = app.Stack;
    private readonly StringWriter _output = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task App_IsFoundRight_AlsoTheSecondTime()
    {
        var id = _stack.Simulator.Create("invoice").Id;

        Assert.Equal(0, await RunAsync($"--record invoice {id}"));
        Assert.Equal(0, await RunAsync($"--record invoice {id}"));

        Assert.DoesNotContain("WRONG", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, _output.ToString().Split($"ok     an event of invoice {id} is received and handled").Length - 1);
        Assert.DoesNotContain(_stack.Host.HostKey, _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /api/health", 503, FirstCheck)]
    [InlineData("GET /api/dashboard", 404, "the dashboard is there")]
    [InlineData("GET /api/dashboard", 200, "the dashboard is there")]
    [InlineData("POST /api/webhooks/stitchex", 202, "a webhook without a key is rejected")]
    [InlineData("GET /api/operations/overview", 200, "an operator without a key is rejected")]
    [InlineData("GET /api/operations/health", 500, "storage, queue and API respond")]
    [InlineData("GET /api/operations/pause", 200, "processing is not paused")]
    [InlineData("POST /api/webhooks/stitchex?", 503, LastCheck)]
    public async Task ResponseThatIsNotTheApps_IsFound(string request, int status, string check)
    {
        using var broken = new BrokenResponse(request, (HttpStatusCode)status);

        Assert.Equal(1, await RunAsync($"--record invoice {_stack.Simulator.Create("invoice").Id}", broken));

        Assert.Contains(Wrong(), line => line.Contains(check, StringComparison.Ordinal));
        Assert.Equal(request.EndsWith("overview", StringComparison.Ordinal) ? 2 : 1, Wrong().Count());
    }

    [Theory]
    [InlineData("GET /api/operations/health", OneUnhealthy, "blobs: AuthorizationFailure")]
    [InlineData("GET /api/operations/health", """{"status":"healthy"}""", NotTheApps)]
    [InlineData("GET /api/operations/health", """{"status":"healthy","checks":[]}""", NotTheApps)]
    [InlineData("GET /api/operations/health", "[]", NotTheApps)]
    [InlineData("GET /api/operations/pause", "{}", NotTheApps)]
    [InlineData("GET /api/operations/pause", "1", NotTheApps)]
    [InlineData("POST /api/webhooks/stitchex?", "{}", NotTheApps)]
    [InlineData("GET /api/operations/events/", "{}", NotTheApps)]
    public async Task ContentThatIsNotAsItShouldBe_IsFound_AndAllElseIsCheckedAsWell(string request, string content, string wrong)
    {
        using var broken = new BrokenResponse(request, HttpStatusCode.OK, content);

        Assert.Equal(1, await RunAsync($"--record invoice {_stack.Simulator.Create("invoice").Id}", broken));

        Assert.Contains(wrong, Assert.Single(Wrong()), StringComparison.Ordinal);
        Assert.Equal(7, _output.ToString().Split("ok     ").Length - 1);
    }

    [Fact]
    public async Task HostKey_InPlaceOfTheWebhooks_IsFound()
    {
        Assert.Equal(1, await RunAsync($"--record invoice {_stack.Simulator.Create("invoice").Id}", webhookKey: _stack.Host.HostKey));

        Assert.Contains("the webhook's key opens nothing else", Assert.Single(Wrong()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppWithAGivenKey_IsFoundRight_AsTheWebhooksKeyIsAnother()
    {
        await using var stack = await LocalStack.StartAsync(new LocalStackOptions { PreferUsualPorts = false, Key = "dev" });
        var (id, site) = (stack.Simulator.Create("invoice").Id, stack.WebhookUrl.GetLeftPart(UriPartial.Authority));

        Assert.Equal("?code=dev-webhook", stack.WebhookUrl.Query);
        Assert.Equal(0, await VerifyCommand.Create(() => OperatorCommands.ConsoleTo(_output))
            .Parse($"--record invoice {id} --url {site} --key dev --webhook-key dev-webhook").InvokeAsync());
        Assert.Empty(Wrong());
    }

    [Fact]
    public async Task WebhookKey_ThatIsNotValid_IsFound()
    {
        Assert.Equal(1, await RunAsync($"--record invoice {_stack.Simulator.Create("invoice").Id}", webhookKey: "wrong"));

        Assert.Contains("the webhook returns 401", Assert.Single(Wrong()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pause_IsFound()
    {
        await PauseAsync(HttpMethod.Post);
        try
        {
            Assert.Equal(1, await RunAsync($"--record invoice {_stack.Simulator.Create("invoice").Id}"));
        }
        finally
        {
            await PauseAsync(HttpMethod.Delete);
        }

        Assert.Contains(Wrong(), line => line.Contains("processing is not paused", StringComparison.Ordinal));
    }

    // The app itself says so, and what it cannot fetch waits.
    [Fact]
    public async Task Api_ThatIsUnavailable_IsFound()
    {
        var id = _stack.Simulator.Create("invoice").Id;
        using (_stack.Simulator.Faults.Add(FaultRule.Response(503)))
        {
            Assert.Equal(1, await RunAsync($"--wait 1 --record invoice {id}"));
        }

        Assert.Collection(
            Wrong(),
            line => Assert.Contains("storage, queue and API respond: api: ", line, StringComparison.Ordinal),
            line => Assert.Contains(LastCheck, line, StringComparison.Ordinal));

        // Nobody asks again at once.
        await Eventually.HoldsAsync(async () => await RunAsync($"--record invoice {id}") == 0);
    }

    [Theory]
    [InlineData("Retrying", "is still Retrying after 1 s. It fails.")]
    [InlineData("DeadLettered", "is DeadLettered, Rejected. It fails.")]
    public async Task Event_ThatIsNotHandled_IsFound(string state, string wrong)
    {
        using var broken = new BrokenResponse(
            "GET /api/operations/events/", HttpStatusCode.OK, $$"""{"state":"{{state}}","outcome":"Rejected","error":"It fails."}""");

        Assert.Equal(1, await RunAsync($"--wait 1 --record invoice {_stack.Simulator.Create("invoice").Id}", broken));

        Assert.EndsWith(wrong, Assert.Single(Wrong()).TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_ThatStitchexDoesNotHave_IsFound()
    {
        Assert.Equal(1, await RunAsync("--wait 60 --record invoice 999999999"));

        Assert.Contains("NotFound", Assert.Single(Wrong()), StringComparison.Ordinal);
    }

    [UnixTheory]
    [InlineData(Group, MailedRule, MailedMetricRule, 0, "")]
    [InlineData("", "", "", 1, "no action group has an address")]
    [InlineData("""{"id":"/groups/mail","enabled":true,"emailReceivers":[]}""", "", "", 1, "no action group has an address")]
    [InlineData("""{"id":"/groups/mail","enabled":false,"emailReceivers":[{}]}""", "", "", 1, "no action group has an address")]
    [InlineData(Group, "", MailedMetricRule, 1, "there are no scheduledQueryRules")]
    [InlineData(Group, MailedRule, "", 1, "there are no metricAlerts")]
    [InlineData(
        Group,
        """{"name":"a","properties":{"enabled":false,"actions":{"actionGroups":["/groups/mail"]}}}""",
        MailedMetricRule, 1, "a is disabled")]
    [InlineData(
        Group,
        """{"name":"a","properties":{"enabled":true,"actions":{"actionGroups":["/groups/b"]}}}""",
        MailedMetricRule, 1, "a is mailed to nobody")]
    [InlineData(Group, """{"name":"a","properties":{"enabled":true}}""", MailedMetricRule, 1, "a is mailed to nobody")]
    [InlineData(Group, MailedRule,
        """{"name":"m","properties":{"enabled":false,"actions":[{"actionGroupId":"/groups/mail"}]}}""", 1, "m is disabled")]
    [InlineData(Group, MailedRule,
        """{"name":"m","properties":{"enabled":true,"actions":[{"actionGroupId":"/groups/mail2"}]}}""", 1, "m is mailed to nobody")]
    [InlineData(Group, "{}", MailedMetricRule, 1, "unexpected")]
    public Task Alerts_ThatNobodyGets_AreFound(string groups, string rules, string metricRules, int exitCode, string wrong) => AlertsAsync(
        $$"""
        case "$*" in
          *action-group*) echo '[{{groups}}]' ;;
          *scheduledQueryRules*) echo '{"value":[{{rules}}]}' ;;
          *metricAlerts*) echo '{"value":[{{metricRules}}]}' ;;
        esac
        """,
        exitCode,
        wrong);

    [UnixTheory]
    [InlineData("echo 'not logged in' >&2; exit 1", "not logged in")]
    [InlineData("echo none", "unexpected")]
    public Task Alerts_ThatCannotBeLookedAt_AreFound(string script, string wrong) => AlertsAsync(script, 1, wrong);

    private async Task AlertsAsync(string script, int exitCode, string wrong)
    {
        await File.WriteAllTextAsync(_folder["az"], $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder["az"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Assert.Equal(exitCode, await RunAsync($"--resource-group stitchex --record invoice {_stack.Simulator.Create("invoice").Id}"));

        Assert.Contains(wrong, string.Concat(Wrong()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyAtTheAddress_IsFoundByEachCheck()
    {
        using var nobody = new BrokenResponse("", status: null);

        Assert.Equal(1, await RunAsync("--record invoice 1", nobody));

        Assert.All(Wrong(), line => Assert.Contains("cannot be reached", line, StringComparison.Ordinal));
        Assert.Equal(8, Wrong().Count());
    }

    private IEnumerable<string> Wrong() => _output.ToString().Split('\n').Where(line => line.StartsWith("WRONG", StringComparison.Ordinal));

    private async Task PauseAsync(HttpMethod method)
    {
        using var client = new OperatorClient(_stack.Host.BaseAddress, _stack.Host.HostKey);
        await client.AskAsync<JsonNode>(method, "pause", CancellationToken.None, new { reason = "test" });
    }

    private Task<int> RunAsync(string arguments, HttpMessageHandler? handler = null, string? webhookKey = null)
    {
        var site = _stack.WebhookUrl.GetLeftPart(UriPartial.Authority);
        return VerifyCommand.Create(() => OperatorCommands.ConsoleTo(_output), handler, _folder["az"])
            .Parse($"{arguments} --url {site} --key {_stack.Host.HostKey} --webhook-key {webhookKey ?? _stack.Host.FunctionKey(nameof(ReceiveWebhook))}")
            .InvokeAsync();
    }

    /// <summary>Responds to one request in the app's place, or, without a status, lets none through.</summary>
    private sealed class BrokenResponse(string request, HttpStatusCode? status, string content = """{"paused":{"reason":"test"}}""")
        : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
            status is null ? throw new HttpRequestException()
            : IsBroken(message) ? Task.FromResult(new HttpResponseMessage(status.Value) { Content = new StringContent(content) })
            : base.SendAsync(message, cancellationToken);

        // With a question mark, the request that has a key in its URL; without one, the one that has none there. An ending slash stands for
        // all below.
        private bool IsBroken(HttpRequestMessage message)
        {
            var line = $"{message.Method} {message.RequestUri!.AbsolutePath}{(message.RequestUri.Query.Length > 0 ? "?" : "")}";
            return line == request || (request.EndsWith('/') && line.StartsWith(request, StringComparison.Ordinal));
        }
    }
}
