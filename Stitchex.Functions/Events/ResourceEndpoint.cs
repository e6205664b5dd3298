using System.Globalization;

namespace Stitchex.Functions.Events;

/// <summary>Where the API keeps one resource's records.</summary>
/// <param name="Path">The path of one record, with <c>{id}</c> where its id goes.</param>
/// <param name="Aliases">Further keys under which a webhook carries the record.</param>
/// <param name="Key">The key under which the response holds the record; null: found by the resource's name.</param>
internal sealed record ResourceEndpoint(string Path, IReadOnlyList<string> Aliases, string? Key = null)
{
    /// <summary>Gets a value indicating whether the path is only guessed from the resource's name: a "not found" then says nothing about the record.</summary>
    public bool IsGuess { get; init; }

    /// <summary>The path of one record, relative to the API's root.</summary>
    public string PathOf(string recordId) => Path.Replace("{id}", Uri.EscapeDataString(recordId), StringComparison.Ordinal).TrimStart('/');

    /// <summary>The path of a page of the list of all records, relative to the API's root: the path of one record, without its id.</summary>
    public string PathOfPage(int page) => string.Create(CultureInfo.InvariantCulture, $"{ListPath}?page={page}");

    private string ListPath => Path[..Path.AsSpan().IndexOfAny('?', '{')].Trim('/');
}
