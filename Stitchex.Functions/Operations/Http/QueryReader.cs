using System.Collections.Specialized;
using System.Globalization;

namespace Stitchex.Functions.Operations.Http;

/// <summary>Reads the parameters of a query and collects what is wrong with them. A parameter that nobody knows is an error too: a filter that is misspelt would show too much.</summary>
internal sealed class QueryReader(NameValueCollection query)
{
    // Where the host itself looks for a key.
    private const string KeyParameter = "code";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";
    private const int MaxLength = 1_000;

    private const int EarliestYear = 2000;
    private const int LatestYear = 2099;

    private readonly List<string> _errors = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase) { KeyParameter };

    /// <summary>Gets the response to a query that cannot be read; null when it could be.</summary>
    public OperatorResponse? Error
    {
        get
        {
            var unknown = query.AllKeys.Where(name => name is null || !_known.Contains(name)).ToArray();
            if (unknown.Length > 0)
            {
                _errors.Add($"The query has {unknown.Length} parameters that are not known here. Known are: {string.Join(", ", _known.Where(name => name != KeyParameter))}.");
            }

            return _errors.Count == 0 ? null : OperatorResponse.BadRequest(string.Join(' ', _errors));
        }
    }

    /// <summary>Reads a text; null where there is none.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        var text = query[name];
        if (text is { Length: > MaxLength })
        {
            _errors.Add($"{name} has {text.Length:N0} characters; at most {MaxLength:N0} are read.");
            return null;
        }

        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    /// <summary>Reads one name of a set; null where there is none.</summary>
    public T? Name<T>(string name)
        where T : struct, Enum
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        _errors.Add($"{name} is none of {string.Join(", ", Enum.GetNames<T>())}.");
        return null;
    }

    /// <summary>Reads a whole number.</summary>
    public int Number(string name, int least, int most, int otherwise)
    {
        var text = Text(name);
        if (text is null)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        _errors.Add($"{name} has to be a whole number from {least} to {most}.");
        return otherwise;
    }

    /// <summary>Reads a UTC day, or a time; null where there is none.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="isEnd">Whether a day means its end.</param>
    public DateTimeOffset? DayOrTime(string name, bool isEnd = false)
    {
        if (DateOnly.TryParseExact(Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year >= EarliestYear && day.Year <= LatestYear)
        {
            return new DateTimeOffset(day.ToDateTime(isEnd ? TimeOnly.MaxValue : TimeOnly.MinValue, DateTimeKind.Utc));
        }

        return Time(name, "a day such as 2026-11-24 or ");
    }

    /// <summary>Reads a time; null where there is none.</summary>
    public DateTimeOffset? Time(string name) => Time(name, otherwise: "");

    private DateTimeOffset? Time(string name, string otherwise)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.UtcDateTime.Year is >= EarliestYear and <= LatestYear)
        {
            return time;
        }

        _errors.Add($"{name} has to be {otherwise}a time such as 2026-11-24T12:00:00Z, from {EarliestYear} to {LatestYear}.");
        return null;
    }

    /// <summary>Reads whether something is asked for; not where it is left out.</summary>
    public bool Flag(string name)
    {
        var flag = false;
        if (Text(name) is { } text && !bool.TryParse(text, out flag))
        {
            _errors.Add($"{name} has to be true or false.");
        }

        return flag;
    }

    /// <summary>Reads where an earlier page ended; null for the first one.</summary>
    public PageToken? Token(string name)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (PageToken.TryParse(text) is { } token)
        {
            return token;
        }

        Add($"{name} was not issued by this API. Take nextPageToken from the page before, or leave it out to start over.");
        return null;
    }

    /// <summary>Adds an error.</summary>
    public void Add(string error) => _errors.Add(error);
}
