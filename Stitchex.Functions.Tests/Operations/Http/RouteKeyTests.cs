using System.Net;
using Microsoft.Azure.Functions.Worker;
using Stitchex.Functions.Tests.EndToEnd;
using Stitchex.Functions.Triggers;

namespace Stitchex.Functions.Tests.Operations.Http;

/// <summary>Who opens what. Routes are found by reflection, so that a new one is walked too.</summary>
public sealed class RouteKeyTests(AppFixture app) : OperatorHost(app)
{
    private static readonly string[] Open = ["health", "dashboard"];

    [Fact]
    public async Task WithoutAKey_OnlyHealthAndTheDashboardsShellResponse() => await WalkAsync(key: null, expected: route => !Open.Contains(route.Route));

    [Fact]
    public async Task WrongKey_OpensNothing() => await WalkAsync("wrong", expected: route => !Open.Contains(route.Route));

    [Fact]
    public async Task EmptyKey_OpensNothing() => await WalkAsync("", expected: route => !Open.Contains(route.Route));

    [Fact]
    public async Task WebhooksKey_OpensTheWebhookAlone() =>
        await WalkAsync(Stack.Host.FunctionKey(nameof(ReceiveWebhook)), expected: route => !Open.Contains(route.Route) && route.Function != nameof(ReceiveWebhook));

    [Fact]
    public async Task HostKey_OpensAllRoutes() => await WalkAsync(Stack.Host.HostKey, expected: static _ => false);

    [Fact]
    public void Routes_AreOpenByTheirLevelOnlyWhereTheyMayBe()
    {
        Assert.Superset(new HashSet<string> { "operations/events", "operations/jobs/{id}", "webhooks/stitchex", "health" }, Routes.Select(route => route.Route).ToHashSet());
        Assert.All(Routes, route => Assert.Equal(Open.Contains(route.Route) ? AuthorizationLevel.Anonymous : AuthorizationLevel.Function, route.Level));
    }

    private async Task WalkAsync(string? key, Func<HttpRoute, bool> expected)
    {
        foreach (var route in Routes)
        {
            using var response = await SendAsync(route.Verb, PathOf(route), key, route.Verb == "get" ? null : "{}");

            Assert.True(expected(route) == (response.StatusCode == HttpStatusCode.Unauthorized), $"{route.Verb} {route.Route}: {response.StatusCode}");
            Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                Assert.Empty(await response.Content.ReadAsStringAsync());
            }
        }
    }
}
