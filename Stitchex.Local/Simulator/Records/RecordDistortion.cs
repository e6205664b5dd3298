using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Generation;

namespace Stitchex.Local.Simulator.Records;

/// <summary>Shows another record than the one asked for, when a fault says so.</summary>
internal sealed class RecordDistortion(VisibleRecords records, RecordGenerator generator, StitchexSimulatorOptions options)
{
    /// <summary>Gives the records to respond with: the found one, what the fault makes of it, or none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Apply(FaultKind? fault, RecordKey asked, RecordVersion? found) => (fault, found) switch
    {
        (FaultKind.WrongRecord, null) => [Stranger(asked)],
        (FaultKind.WrongRecord, _) => [Stranger(asked), found.Json],
        (_, null) => [],
        (FaultKind.OtherOrganisation, _) => [InOtherOrganisation(found)],
        _ => [found.Json],
    };

    private ReadOnlyMemory<byte> Stranger(RecordKey asked)
    {
        var organisation = options.Organisations[0].Id;
        return records.List(asked.Resource, organisation).FirstOrDefault(version => version.Id != asked.Id) is { } other
            ? other.Json
            : RecordText.Write(generator.Compose(asked.Resource, organisation), escaped: true);
    }

    private ReadOnlyMemory<byte> InOtherOrganisation(RecordVersion found)
    {
        var record = RecordText.Parse(found.Json.Span);
        record["organisation_id"] = options.Organisations.First(organisation => organisation.Id != found.OrganisationId).Id;
        return RecordText.Write(record, RecordText.IsEscaped(found.Json.Span));
    }
}
