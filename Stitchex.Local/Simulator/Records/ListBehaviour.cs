namespace Stitchex.Local.Simulator.Records;

/// <summary>How a resource is listed.</summary>
/// <param name="Order">In what order.</param>
/// <param name="Defect">What is wrong with the list.</param>
internal sealed record ListBehaviour(ListOrder Order = ListOrder.OldestFirst, ListDefect Defect = ListDefect.None)
{
    private const int LeftOut = 10;

    /// <summary>Puts the records into the order of the list.</summary>
    public IReadOnlyList<RecordVersion> Arrange(IReadOnlyList<RecordVersion> records) => Order switch
    {
        ListOrder.NewestFirst => [.. records.Reverse()],
        ListOrder.Shuffled => [.. records.OrderBy(static record => string.Concat(record.Id.Reverse()), StringComparer.Ordinal)],
        ListOrder.LastChangedFirst => [.. records.OrderByDescending(static record => record.StoredAt)],
        _ => records,
    };

    /// <summary>Gets what one page shows.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Page(IReadOnlyList<RecordVersion> records, int page, int pages, int size)
    {
        var shown = Defect switch
        {
            ListDefect.IgnoresPage => 1,
            ListDefect.NeverEnds => Math.Min(page, pages),
            _ => page,
        };
        var items = records.Skip((shown - 1) * size).Take(size)
            .Where((_, index) => Defect != ListDefect.TooShort || (index + 1) % LeftOut != 0);
        return items.Select(record => Defect == ListDefect.WithoutIds ? WithoutId(record.Json) : record.Json);
    }

    /// <summary>Gets the page that one names as the next.</summary>
    public int? NextOf(int page, int pages) => page < pages || Defect is ListDefect.IgnoresPage or ListDefect.NeverEnds ? page + 1 : null;

    private static ReadOnlyMemory<byte> WithoutId(ReadOnlyMemory<byte> json)
    {
        var record = RecordText.Parse(json.Span);
        record.Remove("id");
        return RecordText.Write(record, RecordText.IsEscaped(json.Span));
    }
}
