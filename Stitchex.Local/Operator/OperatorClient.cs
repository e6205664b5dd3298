using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Stitchex.Local.Operator;

/// <summary>Asks the operator API of any deployment. The key goes into a header, never into a URL.</summary>
internal sealed partial class OperatorClient : IDisposable
{
    private const string KeyHeader = "x-functions-key";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;

    /// <summary>Gets the deployment's time when it last responded, to the second.</summary>
    public DateTimeOffset Now { get; private set; } = TimeProvider.System.GetUtcNow();

    /// <summary>Initializes a new instance of the <see cref="OperatorClient"/> class.</summary>
    /// <param name="site">The deployment's address, such as <c>https://name.azurewebsites.net</c>; a path is ignored.</param>
    /// <param name="key">The host key.</param>
    public OperatorClient(Uri site, string key)
    {
        // A redirect would take the key elsewhere.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(site, "/api/operations/"), Timeout = Timeout };
        _http.DefaultRequestHeaders.Add(KeyHeader, key);
    }

    /// <summary>Sends a request of the operator API, and returns what it responds.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or rejects.</exception>
    public Task<JsonNode> AskAsync(HttpMethod method, string path, CancellationToken cancellationToken, string? body = null) =>
        SendAsync(method, path, OperatorClientJson.Default.JsonNode, cancellationToken, body);

    /// <summary>The pages that a list is read at most: where its filter asks for what is rare, they may be empty.</summary>
    public const int MaxPages = 30;

    /// <summary>The events of a page at most.</summary>
    public const int PageSize = 50;

    /// <summary>Lists events, newest first, page by page as they are read on.</summary>
    /// <param name="filters">Filters by name; those without a value are left out.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="OperatorException">The deployment cannot be reached, or rejects.</exception>
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

    /// <summary>Lists a page of events, newest first.</summary>
    /// <param name="query">The filters, as the operator API takes them.</param>
    /// <param name="token">Where the last page ended; null to begin.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="OperatorException">The deployment cannot be reached, or rejects.</exception>
    public Task<EventPage> ListPageAsync(string query, string? token, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        $"events?{query}{(token is null ? "" : $"&pageToken={Uri.EscapeDataString(token)}")}",
        OperatorClientJson.Default.EventPage,
        cancellationToken);

    /// <summary>
    /// Gets the newest change of an event's record, as a destination is sent it; null where none was archived, or the event is gone.
    /// </summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or rejects.</exception>
    public async Task<ArchivedChange?> FindChangeAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Get, $"events/{Uri.EscapeDataString(id)}/change", cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return ArchivedChange.TryRead(body, response.Content.Headers.LastModified) ?? throw NoResponse();
        }
        catch (OperatorException e) when (e is { Status: HttpStatusCode.NotFound, IsOfApp: true })
        {
            return null;
        }
    }

    /// <summary>Gets one event.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or has no such event.</exception>
    public Task<EventView> GetAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"events/{Uri.EscapeDataString(id)}", OperatorClientJson.Default.EventView, cancellationToken);

    /// <summary>Finds records and events.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or rejects.</exception>
    public Task<SearchView> SearchAsync(string text, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"search?q={Uri.EscapeDataString(text)}", OperatorClientJson.Default.SearchView, cancellationToken);

    /// <summary>Has one event tried again.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or has no such event.</exception>
    public async Task ReplayAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, $"events/{Uri.EscapeDataString(id)}/replay", cancellationToken);
    }

    /// <summary>Has an event's record redelivered.</summary>
    /// <returns>The id of the redelivery.</returns>
    /// <exception cref="OperatorException">The deployment cannot be reached, or has no such event or handler.</exception>
    public Task<string> RedeliverEventAsync(string id, string? handler, CancellationToken cancellationToken) =>
        RedeliverAsync($"events/{Uri.EscapeDataString(id)}", handler, cancellationToken);

    /// <summary>Has a record redelivered.</summary>
    /// <returns>The id of the redelivery.</returns>
    /// <exception cref="OperatorException">The deployment cannot be reached, or has no such record or handler.</exception>
    public Task<string> RedeliverRecordAsync(string resource, string id, string? handler, CancellationToken cancellationToken) =>
        RedeliverAsync(PathOf(resource, id), handler, cancellationToken);

    /// <summary>Starts a job that redelivers all records of a resource.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or has no such handler.</exception>
    public Task<JobReference> StartAsync(RedeliveryJobBody job, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        "jobs",
        OperatorClientJson.Default.JobReference,
        cancellationToken,
        JsonSerializer.Serialize(job, OperatorClientJson.Default.RedeliveryJobBody));

    /// <summary>Tells what was delivered last of a record; null where nothing was.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or rejects.</exception>
    public async Task<DeliveredView?> FindRecordAsync(string resource, string id, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, PathOf(resource, id), OperatorClientJson.Default.RecordView, cancellationToken)).Record;

    /// <summary>Gets a record as it is archived; null where it is not.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or the record is too large.</exception>
    public async Task<byte[]?> FindRecordContentAsync(string resource, string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"{PathOf(resource, id)}/content", cancellationToken, mayBeMissing: true);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(cancellationToken) : null;
    }

    /// <summary>Lists the destinations.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or rejects.</exception>
    public async Task<IReadOnlyList<DestinationView>> ListDestinationsAsync(CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, "destinations", OperatorClientJson.Default.DestinationPage, cancellationToken)).Destinations;

    /// <summary>Stops a destination.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or has no such destination.</exception>
    public Task<DestinationView> StopDestinationAsync(string name, string reason, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        $"destinations/{Uri.EscapeDataString(name)}/stop",
        OperatorClientJson.Default.DestinationView,
        cancellationToken,
        JsonSerializer.Serialize(new ReasonBody(reason), OperatorClientJson.Default.ReasonBody));

    /// <summary>Resumes a destination.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or has no such destination.</exception>
    public Task<DestinationView> ResumeDestinationAsync(string name, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Delete, $"destinations/{Uri.EscapeDataString(name)}/stop", OperatorClientJson.Default.DestinationView, cancellationToken);

    /// <summary>Sends a destination a test event.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or has no such destination.</exception>
    public Task<DestinationTestView> TestDestinationAsync(string name, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, $"destinations/{Uri.EscapeDataString(name)}/test", OperatorClientJson.Default.DestinationTestView, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string PathOf(string resource, string id) => $"records/{Uri.EscapeDataString(resource)}/{Uri.EscapeDataString(id)}";

    private async Task<string> RedeliverAsync(string path, string? handler, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.Serialize(new RedeliverBody(handler), OperatorClientJson.Default.RedeliverBody);
        var made = await SendAsync(HttpMethod.Post, $"{path}/redeliver", OperatorClientJson.Default.EventReference, cancellationToken, body);
        return made.EventId;
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken, string? body = null)
    {
        using var response = await SendAsync(method, path, cancellationToken, body);
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw NoResponse();
        }
        catch (JsonException)
        {
            throw NoResponse();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, CancellationToken cancellationToken, string? body = null, bool mayBeMissing = false)
    {
        // A text has a length; the functions host passes on no body without one.
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
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
        if (response.IsSuccessStatusCode || (mayBeMissing && response.StatusCode == HttpStatusCode.NotFound))
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
            if (await response.Content.ReadFromJsonAsync(OperatorClientJson.Default.OperatorProblem, cancellationToken) is { Title: { } title } problem)
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
