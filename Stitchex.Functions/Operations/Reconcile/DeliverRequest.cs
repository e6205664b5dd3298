namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>Which findings are to be delivered, as it was sent.</summary>
internal sealed record DeliverRequest
{
    /// <summary>A body that is right.</summary>
    public const string Example = """{"kinds":["missing","older","gone"]}""";

    /// <summary>Gets the kinds. The default is missing, older and gone: those that are ahead have to be named.</summary>
    public IReadOnlyList<FindingKind>? Kinds { get; init; }
}
