namespace Stitchex.Functions.Protocol;

/// <summary>What came of asking the API for one record.</summary>
internal abstract record FetchResult
{
    /// <summary>Gets the status of the response that decided, 0 where none arrived.</summary>
    public int Status { get; init; }

    /// <summary>The record is there.</summary>
    public sealed record Found(FetchedRecord Record) : FetchResult;

    /// <summary>A page of a list.</summary>
    public sealed record Listed(RecordPage Page) : FetchResult;

    /// <summary>The API does not have it (404, 410, or an empty list), asked twice with our organisation set in between.</summary>
    /// <param name="PathIsGuess">The resource is neither in the catalogue nor in settings, so it may be the path that does not exist.</param>
    public sealed record NotFound(bool PathIsGuess) : FetchResult;

    /// <summary>No path can be made of the resource's name, so nothing was asked.</summary>
    public sealed record EndpointUnknown : FetchResult;

    /// <summary>The API as a whole does not serve us now: a rejected login, a rate limit, an error of its own, no connection. It says nothing about this record.</summary>
    /// <param name="Error">What happened and which setting to look at; nothing secret.</param>
    /// <param name="RetryAfter">How long the API, or our own breaker, asks to wait.</param>
    public sealed record Unavailable(string Error, TimeSpan? RetryAfter) : FetchResult
    {
        /// <summary>Gets a value indicating whether other records were served of late, so that it is this one that fails.</summary>
        public bool OthersAreServed { get; init; }
    }

    /// <summary>This one response cannot be used.</summary>
    /// <param name="Error">What was found; nothing secret and nothing of the record.</param>
    public sealed record Unusable(string Error) : FetchResult;

    /// <summary>The record belongs to another organisation, even after ours was set again.</summary>
    public sealed record OtherOrganisation(string Error) : FetchResult;
}
