using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Backfill;

/// <summary>How far the list of one resource has been read, and what follows each response: no clock, no request.</summary>
internal sealed record BackfillList
{
    /// <summary>How often a list is read at most, where records are created or deleted while it is read.</summary>
    public const int MaxPasses = 3;

    private const int MaxPages = 100_000;
    private const int MaxTries = 3;

    // A list may grow while it is read, but not to twice its length.
    private const int Slack = 1000;

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMinutes(10);

    /// <summary>Gets the resource.</summary>
    public required string Resource { get; init; }

    /// <summary>Gets its state.</summary>
    public BackfillListState State { get; init; }

    /// <summary>Gets how often it was begun.</summary>
    public int Pass { get; init; } = 1;

    /// <summary>Gets how many pages were read since it was begun.</summary>
    public int Page { get; init; }

    /// <summary>Gets how many records the list says that it has; null where it does not say.</summary>
    public int? Total { get; init; }

    /// <summary>Gets how many items were listed since it was begun.</summary>
    public int Listed { get; init; }

    /// <summary>Gets how many of these carry no id.</summary>
    public int WithoutId { get; init; }

    /// <summary>Gets how many records had to be fetched, because what the list shows was not delivered.</summary>
    public int Matched { get; init; }

    /// <summary>Gets a value indicating whether the total changed since it was begun.</summary>
    public bool Changed { get; init; }

    /// <summary>Gets the fingerprint of an earlier page; every page that follows is compared with it.</summary>
    public string? Mark { get; init; }

    /// <summary>Gets how many requests for the next page failed.</summary>
    public int Tries { get; init; }

    /// <summary>Gets since when they have failed.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Gets when the next page is asked for again.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Gets what an operator should know of its state.</summary>
    public string? Note { get; init; }

    /// <summary>Gets a value indicating whether nothing was read of it.</summary>
    public bool IsNew => Page == 0 && Pass == 1;

    /// <summary>Gets how many records it has that were not listed since it was begun; null where it does not say.</summary>
    public int? Remaining => State != BackfillListState.Running ? 0 : Total is { } total ? Math.Max(0, total - Listed) : null;

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public static ImmutableList<BackfillList> Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, BackfillJson.Default.ImmutableListBackfillList)!;
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException("Its lists cannot be read.", e);
        }
    }

    /// <summary>Writes lists for a job's row.</summary>
    public static string ToText(ImmutableList<BackfillList> lists) =>
        JsonSerializer.Serialize(lists, BackfillJson.Default.ImmutableListBackfillList);

    /// <summary>The list after a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="matched">How many of its records had to be fetched.</param>
    public BackfillList After(RecordPage page, int matched)
    {
        var number = Page + 1;
        var read = this with
        {
            Page = number,
            Total = page.Total,
            Listed = Listed + page.Count,
            WithoutId = WithoutId + page.WithoutId,
            Matched = Matched + matched,
            Changed = Changed || (Page > 0 && page.Total != Total),

            // Compared with each page whose number is a power of two, every cycle is found, whatever its length.
            Mark = BitOperations.IsPow2(number) ? page.Fingerprint : Mark,
            Tries = 0,
            FailingSince = null,
            RetryAt = null,
            Note = null,
        };
        return page switch
        {
            { IsLast: true } or { IsLast: null, Count: 0 } => read.AtItsEnd(),
            _ when page.Fingerprint == Mark => read.Incomplete(
                $"Page {number:N0} lists the same records as one before it, so there may be more records than those that were listed."),
            _ when read.Listed > (2L * page.Total) + Slack => read.Incomplete(
                $"It goes on though it says that it has {page.Total:N0} records."),
            _ when number >= MaxPages => read.Incomplete($"It has more than {MaxPages:N0} pages."),
            _ => read,
        };
    }

    /// <summary>The list after a response that holds no page.</summary>
    /// <param name="result">The response.</param>
    /// <param name="now">When it came.</param>
    /// <param name="retryWindow">For how long an API that does not serve us is asked again.</param>
    public BackfillList After(FetchResult result, DateTimeOffset now, TimeSpan retryWindow)
    {
        var since = FailingSince ?? now;
        return result switch
        {
            FetchResult.NotFound when IsNew => this with { State = BackfillListState.NotFound, Note = "The API has no such list." },
            FetchResult.NotFound => AtItsEnd(),
            FetchResult.EndpointUnknown => Incomplete("No path can be made of the resource's name."),
            FetchResult.Unavailable e when now - since >= retryWindow => Incomplete(e.Error),
            FetchResult.Unavailable e => Again(e.Error, e.RetryAfter),
            FetchResult.Unusable e => Tries + 1 < MaxTries ? Again(e.Error) : Incomplete(e.Error),
            FetchResult.OtherOrganisation e => Tries + 1 < MaxTries ? Again(e.Error) : Incomplete(e.Error),
            _ => throw new ArgumentOutOfRangeException(nameof(result), result, "No rule covers this result."),
        };

        BackfillList Again(string error, TimeSpan? retryAfter = null)
        {
            var delay = FirstRetryDelay * Math.Pow(2, Math.Min(Tries, 10));
            var longer = retryAfter > delay ? retryAfter.Value : delay;
            var retryAt = now + (longer < MaxRetryDelay ? longer : MaxRetryDelay);
            return this with { Tries = Tries + 1, FailingSince = since, RetryAt = retryAt, Note = error };
        }
    }

    /// <summary>The list after a pause, during which nobody asked the API: it is asked at once, and failures before the pause do not count.</summary>
    public BackfillList Resumed() => this with { Tries = 0, FailingSince = null, RetryAt = null };

    private BackfillList AtItsEnd()
    {
        var missing = Total - Listed;
        if ((Changed || missing > 0) && Pass < MaxPasses)
        {
            return this with
            {
                Pass = Pass + 1,
                Page = 0,
                Listed = 0,
                WithoutId = 0,
                Changed = false,
                Mark = null,
                Tries = 0,
                FailingSince = null,
            };
        }

        return 0 switch
        {
            _ when missing > 0 => Incomplete($"It says that it has {Total:N0} records, and listed {Listed:N0}."),
            _ when Changed => Incomplete(
                $"Its number of records changed each of the {MaxPasses} times that it was read, so it may have passed some over."),
            _ when WithoutId > 0 => Incomplete($"{WithoutId:N0} of its items carry no id."),
            _ => this with { State = BackfillListState.Complete, Note = null },
        };
    }

    private BackfillList Incomplete(string note) => this with { State = BackfillListState.Incomplete, RetryAt = null, Note = note };
}
