namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>Which lists are to be compared, as it was sent.</summary>
internal sealed record ReconcileRequest
{
    /// <summary>A body that is right.</summary>
    public const string Example = """{"resources":["invoice"]}""";

    /// <summary>Gets the resources; <c>*</c> alone means all that the catalogue and settings name.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>
    /// Gets how many records to fetch in a minute at most. The default is what <c>Stitchex:Api:RequestsPerMinute</c> allows one instance.
    /// </summary>
    public int? RatePerMinute { get; init; }

    /// <summary>Gets a value indicating whether to have delivered what differs, as soon as all of it is found.</summary>
    public bool Deliver { get; init; }
}
