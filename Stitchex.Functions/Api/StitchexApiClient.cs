using System.Net;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Api;

/// <summary>Fetches records from the Stitchex API. Every outcome is a value; only cancellation is thrown.</summary>
internal sealed class StitchexApiClient(
    StitchexApi api,
    StitchexLogin login,
    ResourceCatalogue catalogue,
    RecordReader reader,
    RequestGate gate,
    IOptions<StitchexApiOptions> options,
    TimeProvider time)
{
    // A token that is refused so soon after it was given will not be better the next time.
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);

    /// <summary>Fetches one record.</summary>
    /// <param name="resource">The resource's name, such as <c>pick_ticket</c>.</param>
    /// <param name="recordId">The record's id as Stitchex sent it.</param>
    /// <param name="now">The time by the clock that events are stored by.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task<FetchResult> FetchAsync(string resource, string recordId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (catalogue.Find(resource) is not { } endpoint)
        {
            return new FetchResult.NoEndpoint();
        }

        using var deadline = new CancellationTokenSource(options.Value.FetchTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var result = await GetAsync(endpoint, resource, recordId, now, either.Token);
            if (!MayBeForTheOrganisation(result))
            {
                return result;
            }

            await login.SetOrganisationAsync((await login.GetTokenAsync(either.Token)).Value, either.Token);
            gate.Count();
            return await GetAsync(endpoint, resource, recordId, now, either.Token);
        }
        catch (ApiUnavailableException e)
        {
            return new FetchResult.Unavailable(e.Message, gate.Close(e)) { Status = e.Status };
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new FetchResult.Unavailable($"The API did not answer within {options.Value.FetchTimeout.TotalSeconds:0.#} s ({StitchexApiOptions.SectionName}:FetchTimeout).", RetryAfter: null);
        }
    }

    /// <summary>Asks the API for something small, to see whether it answers and takes our login.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        if (await gate.EnterAsync(cancellationToken) is { } wait)
        {
            return $"Requests are held back for another {wait.TotalSeconds:0} s, as the API asked or the rate limit demands.";
        }

        try
        {
            var answer = await GetAuthorizedAsync("organisations", cancellationToken);
            return answer.IsSuccess ? null : $"The API answered {(int)answer.Status} to the question for its organisations.";
        }
        catch (ApiUnavailableException e)
        {
            gate.Close(e);
            return e.Message;
        }
    }

    // What is missing, another's or refused may only be so because somebody switched the current organisation, which the server keeps. Nobody has shown what
    // the API answers when none is set.
    private static bool MayBeForTheOrganisation(FetchResult result) =>
        result is FetchResult.NotFound or FetchResult.OtherOrganisation or FetchResult.Unusable { Status: >= 400 and < 500 };

    private async Task<FetchResult> GetAsync(ResourceEndpoint endpoint, string resource, string recordId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var answer = await GetAuthorizedAsync(endpoint.PathOf(recordId), cancellationToken);
        var status = (int)answer.Status;
        FetchResult result = answer switch
        {
            { Status: HttpStatusCode.NotFound or HttpStatusCode.Gone } => new FetchResult.NotFound(endpoint.IsGuess),
            { IsSuccess: false } => new FetchResult.Unusable(status is >= 300 and < 400
                ? $"The API answered {status}: it leads elsewhere, as to a login page. Look at {StitchexApiOptions.SectionName}:BaseAddress if this lasts."
                : $"The API answered {status}."),
            { Flaw: AnswerFlaw.TooLarge } => new FetchResult.Unusable(
                $"The answer ({status}) is larger than {options.Value.MaxResponseBytes:N0} bytes. Raise {StitchexApiOptions.SectionName}:MaxResponseBytes if that is right."),
            { Flaw: AnswerFlaw.Garbled } => new FetchResult.Unusable($"The answer ({status}) is not compressed in the way that it says, or breaks off."),
            { Body.IsEmpty: true } => new FetchResult.Unusable($"The answer ({status}) is empty."),
            _ => reader.Read(answer, resource, recordId, endpoint, now),
        };
        return result with { Status = status };
    }

    private async Task<ApiAnswer> GetAuthorizedAsync(string path, CancellationToken cancellationToken)
    {
        var token = await login.GetTokenAsync(cancellationToken);
        var answer = await api.SendAsync(HttpMethod.Get, path, token.Value, content: null, cancellationToken);
        if (answer.Status == HttpStatusCode.Unauthorized && time.GetUtcNow() - token.ObtainedAt > FreshFor)
        {
            login.Forget(token);
            token = await login.GetTokenAsync(cancellationToken);
            gate.Count();
            answer = await api.SendAsync(HttpMethod.Get, path, token.Value, content: null, cancellationToken);
        }

        if (answer.Status == HttpStatusCode.Unauthorized)
        {
            login.Distrust(token);
        }

        return answer.Status switch
        {
            HttpStatusCode.Unauthorized => throw new ApiUnavailableException(
                $"The API does not take our token (401). Look at {StitchexApiOptions.SectionName}:{(login.HasFixedToken ? "AccessToken" : "Email and :Password")}.", 401),
            HttpStatusCode.Forbidden or HttpStatusCode.PaymentRequired => throw new ApiUnavailableException(
                $"The API refuses us this record ({(int)answer.Status}). Look at what the login of {StitchexApiOptions.SectionName} may see, and at the account.", (int)answer.Status),
            _ => answer,
        };
    }
}
