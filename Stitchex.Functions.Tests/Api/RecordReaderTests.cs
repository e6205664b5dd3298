using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Api;

public sealed class RecordReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"invoice":{"id":7}}""")]
    [InlineData("""{"invoices":{"id":7}}""")]
    [InlineData("""{"invoices":[{"id":7},{"id":8}],"meta":{}}""")]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"invoice":{"id":"7"}}""")]
    [InlineData("""{"id":1,"invoice":{"id":7}}""")]
    public void Record_IsFoundInEveryEnvelope(string response) => Assert.IsType<FetchResult.Found>(Read(response));

    [Theory]
    [InlineData("""{"id":7,"invoices":[]}""")]
    [InlineData("""{"id":7,"invoices":[{"id":900}]}""")]
    [InlineData("""{"id":7,"invoice":{"id":901}}""")]
    [InlineData("""{"id":7,"invoice":{"number":"A"},"invoices":[null]}""")]
    public void RecordWithAMemberNamedLikeItsEnvelope_IsTheWholeResponse(string response) =>
        Assert.Equal(response, ContentOf(Read(response)));

    [Theory]
    [InlineData("""{"invoices":[{"id":7}],"invoice":{"id":1}}""", """{"id":7}""")]
    [InlineData("""{"invoices":{"id":1},"invoice":{"id":7}}""", """{"id":7}""")]
    [InlineData("""{"invoices":[],"invoice":{"id":7}}""", """{"id":7}""")]
    [InlineData("""{"id":1,"invoices":[{"id":7}],"invoice":{"id":1}}""", """{"id":7}""")]
    public void ResponseWithSeveralCandidates_HoldsTheOneWhoseIdWasAskedFor(string response, string record) =>
        Assert.Equal(record, ContentOf(Read(response)));

    [Fact]
    public void RecordUnderAKeyFromSettings_MayHaveAMemberOfThatName() =>
        Assert.Equal("""{"id":7,"document":{"id":8}}""", ContentOf(Read("""{"id":7,"document":{"id":8}}""", key: "document")));

    [Theory]
    [InlineData("7.0")]
    [InlineData("7.00")]
    [InlineData("70e-1")]
    [InlineData("0.7E1")]
    public void IdWrittenWithAFraction_IsTheSameId(string id)
    {
        Assert.IsType<FetchResult.Found>(Read($$$"""{"invoice":{"id":{{{id}}},"organisation_id":9579.0}}"""));
        Assert.IsType<FetchResult.Found>(Read($$$"""{"id":{{{id}}}}"""));
    }

    [Fact]
    public void Record_IsTheApisByteForByte()
    {
        var found = Assert.IsType<FetchResult.Found>(Read("""{"invoice": { "id" : 7, "total":"54.0", "name":"\u00c5", "n": 1.10, "updated_at":"2026-11-03T10:00:00.000+11:00"} }"""));

        Assert.Equal("""{ "id" : 7, "total":"54.0", "name":"\u00c5", "n": 1.10, "updated_at":"2026-11-03T10:00:00.000+11:00"}""", Encoding.UTF8.GetString(found.Record.Content.Span));
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 23, 0, 0, TimeSpan.Zero), found.Record.Version);
    }

    [Fact]
    public void EmptyList_IsNotFound() => Assert.IsType<FetchResult.NotFound>(Read("""{"invoices":[],"meta":{}}"""));

    [Theory]
    [InlineData("""{"id":1,"invoices":[]}""")]
    [InlineData("""{"invoices":[],"invoice":{"id":1}}""")]
    public void EmptyListBesideAnotherRecord_IsUnusable(string response) => Assert.IsType<FetchResult.Unusable>(Read(response));

    [Theory]
    [InlineData("<html>Log in</html>")]
    [InlineData("")]
    [InlineData("""{"invoice":{"id":7""")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"invoice":null}""")]
    [InlineData("""{"invoice":7}""")]
    [InlineData("""{"invoices":[null]}""")]
    [InlineData("""{"invoice":{"id":8}}""")]
    [InlineData("""{"invoice":{}}""")]
    [InlineData("""{"invoices":[{"id":8},{"id":7}]}""")]
    [InlineData("""{"invoice":{"id":7.5}}""")]
    [InlineData("""{"invoice":{"id":1e400}}""")]
    public void AnythingElse_IsUnusable(string response) => Assert.IsType<FetchResult.Unusable>(Read(response));

    [Theory]
    [InlineData("Deep", "is nested deeper than 256 levels")]
    [InlineData("Utf16", "is UTF-16")]
    [InlineData("TwoMarks", "begins with two byte order marks")]
    [InlineData("Gzip", "is compressed with gzip")]
    [InlineData("Html", "is not JSON, or breaks off")]
    public void ResponseThatIsNotReadableJson_IsUnusable_AndTheErrorNamesTheCause(string kind, string cause)
    {
        byte[] response = kind switch
        {
            "Deep" => Encoding.UTF8.GetBytes($$"""{"id":7,"x":{{new string('[', 300)}}{{new string(']', 300)}}}"""),
            "Utf16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("""{"id":7}""")],
            "TwoMarks" => [.. Encoding.UTF8.Preamble, .. """{"id":7}"""u8],
            "Gzip" => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3],
            _ => "<html>"u8.ToArray(),
        };

        Assert.Contains(cause, Assert.IsType<FetchResult.Unusable>(Read(response)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherOrganisationsRecord_IsTheirs() => Assert.IsType<FetchResult.OtherOrganisation>(Read("""{"invoice":{"id":7,"organisation_id":1}}"""));

    [Fact]
    public void KeyFromSettings_IsUsed() => Assert.IsType<FetchResult.Found>(Read("""{"document":{"id":7}}""", key: "document"));

    [Theory]
    [InlineData("""{"id":7,"a":1,"b":{"c":"\u00c5"}}""", """ {"b" : {"c":"Å"}, "a":1, "id":7} """, true)]
    [InlineData("""{"id":7,"stock":{"count":1}}""", """{"id":7,"stock":{"count":2}}""", true)]
    [InlineData("""{"id":7,"lines":[{"seen":1,"n":1}]}""", """{"id":7,"lines":[{"seen":2,"n":1}]}""", true)]
    [InlineData("""{"id":7,"lines":[{"seen":1,"n":1}]}""", """{"id":7,"lines":[{"seen":1,"n":2}]}""", false)]
    [InlineData("""{"id":7,"a":1}""", """{"id":7,"a":1.0}""", false)]
    [InlineData("""{"id":7,"a":[1,2]}""", """{"id":7,"a":[2,1]}""", false)]
    [InlineData("""{"id":7,"a":1,"a":2}""", """{"id":7,"a":2}""", true)]
    [InlineData("""{"id":7,"a":"\ud800"}""", """{"id":7,"a":"\ud801"}""", false)]
    public void Hash_IsOfTheContent(string one, string other, bool isEqual)
    {
        var (first, second) = (Assert.IsType<FetchResult.Found>(Read(one)), Assert.IsType<FetchResult.Found>(Read(other)));

        Assert.Equal(isEqual, first.Record.Hash == second.Record.Hash);
    }

    private static string ContentOf(FetchResult result) =>
        Encoding.UTF8.GetString(Assert.IsType<FetchResult.Found>(result).Record.Content.Span);

    private static FetchResult Read(string response, string? key = null) => Read(Encoding.UTF8.GetBytes(response), key);

    private static FetchResult Read(byte[] response, string? key = null)
    {
        var processing = new ProcessingOptions();
        processing.IgnoredPaths.Add("stock.count");
        processing.IgnoredPaths.Add("lines.seen");
        var reader = new RecordReader(new RecordHash(Options.Create(processing)), Options.Create(new StitchexApiOptions { OrganisationId = 9579 }));
        return reader.Read(
            new ApiResponse(HttpStatusCode.OK) { Body = response }, "invoice", "7", new ResourceEndpoint("/invoices/{id}", [], key), Now);
    }
}
