using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stitchex.Functions.Operations.Destinations;
using Stitchex.Functions.Operations.Pausing;
using Stitchex.Functions.Operations.Redelivery;

namespace Stitchex.Local.Operator;

/// <summary>
/// Asks the operator API of any deployment. The key goes into a header, never into a URL. A method throws <see cref="OperatorException"/> where
/// the deployment cannot be reached, or rejects.
/// </summary>
internal sealed class OperatorClient : IDisposable
{
    /// <summary>The pages that a list is read at most: where its filter asks for what is rare, they may be empty.</summary>
    public const int MaxPages = 30;

    public const int PageSize = 50;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;

    /// <summary>Initializes a new instance of the <see cref="OperatorClient"/> class.</summary>
    /// <param name="site">The deployment's address, such as <c>https://name.azurewebsites.net</c>; a path is ignored.</param>
    /// <param name="key">The host key.</param>
    public OperatorClient(Uri site, string key)
    {
        // A redirect would take the key elsewhere.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(site, "/api/operations/"), Timeout = Timeout };
        _http.DefaultRequestHeaders.Add("x-functions-key", key);
    }

    /// <summary>Gets the deployment's time when it last responded, to the second.</summary>
    public DateTimeOffset Now { get; private set; } = TimeProvider.System.GetUtcNow();

    /// <summary>Lists events, newest first, page by page as they are read on.</summary>
    /// <param name="filters">Filters by name; those without a value are left out.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async IAsyncEnumerable<EventPage> ListAsync(
        IEnumerable<KeyValuePair<string, string?>> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = $"pageSize={PageSize}{string.Concat(filters.Select(filter => Filter(filter.Key, filter.Value)))}";
        string? token = null;
        do
        {
            var page = await ListPageAsync(query, token, cancellationToken);
            yield return page;
            token = page.NextPageToken;
        }
        while (token is not null);
    }

    /// <summary>A filter as a query has it after others; nothing where it has no value.</summary>
    public static string Filter(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    /// <summary>Lists the page of events that a token leads to, or the first one.</summary>
    public Task<EventPage> ListPageAsync(string query, string? token, CancellationToken cancellationToken) =>
        AskAsync<EventPage>(HttpMethod.Get, $"events?{query}{Filter("pageToken", token)}", cancellationToken);

    public Task<EventView> GetEventAsync(string id, CancellationToken cancellationToken) =>
        AskAsync<EventView>(HttpMethod.Get, $"events/{Uri.EscapeDataString(id)}", cancellationToken);

    public Task ReplayAsync(string id, CancellationToken cancellationToken) =>
        AskAsync<JsonNode>(HttpMethod.Post, $"events/{Uri.EscapeDataString(id)}/replay", cancellationToken);

    public Task<SearchView> SearchAsync(string text, CancellationToken cancellationToken) =>
        AskAsync<SearchView>(HttpMethod.Get, $"search?q={Uri.EscapeDataString(text)}", cancellationToken);

    /// <summary>
    /// Gets the newest change of an event's record, as a destination is sent it; null where none was archived, or the event is gone.
    /// </summary>
    public Task<ArchivedChange?> FindChangeAsync(string id, CancellationToken cancellationToken) => FindAsync(async () =>
    {
        using var response = await SendAsync(HttpMethod.Get, $"events/{Uri.EscapeDataString(id)}/change", cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return ArchivedChange.TryRead(body, response.Content.Headers.LastModified) ?? throw NoResponse();
    });

    /// <summary>Has an event's record redelivered, to one handler or to all.</summary>
    public Task<EventReference> RedeliverEventAsync(string id, string? handler, CancellationToken cancellationToken) => AskAsync<EventReference>(
        HttpMethod.Post, $"events/{Uri.EscapeDataString(id)}/redeliver", cancellationToken, new RedeliverRequest(handler));

    /// <summary>Has a record redelivered, to one handler or to all.</summary>
    public Task<EventReference> RedeliverRecordAsync(string resource, string id, string? handler, CancellationToken cancellationToken) =>
        AskAsync<EventReference>(HttpMethod.Post, $"{PathOf(resource, id)}/redeliver", cancellationToken, new RedeliverRequest(handler));

    /// <summary>Gets what was delivered last of a record; null where nothing was.</summary>
    public async Task<DeliveredView?> FindRecordAsync(string resource, string id, CancellationToken cancellationToken) =>
        (await AskAsync<RecordView>(HttpMethod.Get, PathOf(resource, id), cancellationToken)).Record;

    /// <summary>Gets a record as it is archived; null where it is not.</summary>
    public Task<byte[]?> FindRecordContentAsync(string resource, string id, CancellationToken cancellationToken) => FindAsync(async () =>
    {
        using var response = await SendAsync(HttpMethod.Get, $"{PathOf(resource, id)}/content", cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    });

    /// <summary>Starts a job: <c>jobs</c>, <c>backfills</c>, <c>reconciliations</c> or <c>erasures</c>.</summary>
    public Task<JobView> StartAsync(string jobs, object request, CancellationToken cancellationToken) =>
        AskAsync<JobView>(HttpMethod.Post, jobs, cancellationToken, request);

    public Task<JobView> GetJobAsync(string id, CancellationToken cancellationToken) =>
        AskAsync<JobView>(HttpMethod.Get, $"jobs/{Uri.EscapeDataString(id)}", cancellationToken);

    /// <summary>Gets what became of the first events of a job.</summary>
    public Task<JobOutcomeView> GetJobOutcomeAsync(string id, CancellationToken cancellationToken) =>
        AskAsync<JobOutcomeView>(HttpMethod.Get, $"jobs/{Uri.EscapeDataString(id)}/outcome", cancellationToken);

    /// <summary>Lists the first findings of a reconciliation.</summary>
    public Task<FindingPage> ListFindingsAsync(string id, CancellationToken cancellationToken) =>
        AskAsync<FindingPage>(HttpMethod.Get, $"jobs/{Uri.EscapeDataString(id)}/findings?pageSize=100", cancellationToken);

    public Task<DestinationPage> ListDestinationsAsync(CancellationToken cancellationToken) =>
        AskAsync<DestinationPage>(HttpMethod.Get, "destinations", cancellationToken);

    public Task StopDestinationAsync(string name, string reason, CancellationToken cancellationToken) => AskAsync<JsonNode>(
        HttpMethod.Post, $"destinations/{Uri.EscapeDataString(name)}/stop", cancellationToken, new PauseRequest(reason));

    public Task ResumeDestinationAsync(string name, CancellationToken cancellationToken) =>
        AskAsync<JsonNode>(HttpMethod.Delete, $"destinations/{Uri.EscapeDataString(name)}/stop", cancellationToken);

    public Task<DestinationTest> TestDestinationAsync(string name, CancellationToken cancellationToken) =>
        AskAsync<DestinationTest>(HttpMethod.Post, $"destinations/{Uri.EscapeDataString(name)}/test", cancellationToken);

    /// <summary>Sends a request of the operator API, and reads what it responds.</summary>
    public async Task<T> AskAsync<T>(HttpMethod method, string path, CancellationToken cancellationToken, object? body = null)
    {
        using var response = await SendAsync(method, path, cancellationToken, body);
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw NoResponse();
        }
        catch (JsonException)
        {
            throw NoResponse();
        }
    }

    /// <summary>Asks for something; null where the app responds that it does not have it.</summary>
    public static async Task<T?> FindAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (OperatorException e) when (e is { Status: HttpStatusCode.NotFound, IsOfApp: true })
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private static string PathOf(string resource, string id) => $"records/{Uri.EscapeDataString(resource)}/{Uri.EscapeDataString(id)}";

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken, object? body = null)
    {
        // A text has a length; the functions host passes on no body without one.
        using var content = body is null ? null
            : new StringContent(JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(method, path) { Content = content };
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new OperatorException($"{_http.BaseAddress!.GetLeftPart(UriPartial.Authority)} cannot be reached, or does not respond. Look at --url.");
        }

        Now = response.Headers.Date ?? Now;
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ReasonAsync(response, cancellationToken);
        }
    }

    private static async Task<OperatorException> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return new(
                $"The deployment does not take the key ({(int)status}). It has to be the host key; the webhook's own key opens nothing else.")
            {
                Status = status,
            };
        }

        try
        {
            if (await response.Content.ReadFromJsonAsync<OperatorProblem>(cancellationToken) is { Title: { } title } problem)
            {
                return new($"{title}: {problem.Detail}") { Status = status, IsOfApp = true };
            }
        }
        catch (JsonException)
        {
            // Whatever responded is not the app.
        }

        return status >= HttpStatusCode.InternalServerError
            ? new($"The deployment is unavailable ({(int)status}).") { Status = status }
            : new($"The response was {(int)status}. Look at --url: it has to be the function app's address.") { Status = status };
    }

    private OperatorException NoResponse() => new($"What {_http.BaseAddress!.GetLeftPart(UriPartial.Authority)} responded is not the operator API's. Look at --url.");
}
