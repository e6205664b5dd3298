using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Stitchex.Functions.Tests.EndToEnd;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Operations.Http;

/// <summary>The whole app on its host, and a client without a key.</summary>
public abstract partial class OperatorHost(AppFixture app) : IClassFixture<AppFixture>, IDisposable
{
    private const string KeyHeader = "x-functions-key";

    private readonly HttpClient _client = new();

    /// <summary>Gets what runs.</summary>
    internal LocalStack Stack => app.Stack;

    /// <summary>Gets all HTTP functions of the app, found by their attributes.</summary>
    internal static IReadOnlyList<HttpRoute> Routes { get; } =
    [
        .. from type in typeof(Stitchex.Functions.Triggers.ReceiveWebhook).Assembly.GetTypes()
           where type.Namespace == typeof(Stitchex.Functions.Triggers.ReceiveWebhook).Namespace
           from method in type.GetMethods()
           let name = method.GetCustomAttribute<FunctionAttribute>()?.Name
           where name is not null
           let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>().SingleOrDefault()
           where trigger is not null
           from verb in trigger.Methods!
           select new HttpRoute(name, verb, trigger.Route!, trigger.AuthLevel),
    ];

    public void Dispose()
    {
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The path of a route, with something in the place of its parameters.</summary>
    internal static string PathOf(HttpRoute route) => Parameter().Replace(route.Route, "x");

    /// <summary>Sends a request.</summary>
    /// <param name="verb">The method.</param>
    /// <param name="path">What follows <c>/api/</c>.</param>
    /// <param name="key">The key in the header; null to send none.</param>
    /// <param name="body">The body; null to send none.</param>
    internal async Task<HttpResponseMessage> SendAsync(string verb, string path, string? key, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(Stack.Host.BaseAddress, $"api/{path}"));
        if (key is not null)
        {
            request.Headers.Add(KeyHeader, key);
        }

        request.Content = body is null ? null : new StringContent(body);
        return await _client.SendAsync(request);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
