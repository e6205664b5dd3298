using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Details;

public sealed class RecordContentTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    [Fact]
    public async Task ArchivedRecord_ComesByteForByte()
    {
        const string Record = "{ \"id\" : 7, \"total\": 1.50, \"name\": \"\\ud800 größe\" }";
        await App.Records.GetBlobClient("invoice/7.json").UploadAsync(BinaryData.FromString(Record));

        var response = await GetAsync("Invoice", "7");

        Assert.Equal((HttpStatusCode.OK, "application/json", Record), (response.Status, response.ContentType, Encoding.UTF8.GetString(response.Body.Span)));
    }

    [Fact]
    public async Task RecordThatIsNotArchived_IsNotFound() =>
        Assert.Contains("not archived", Problem(await GetAsync("invoice", "7"), HttpStatusCode.NotFound), StringComparison.Ordinal);

    [Fact]
    public async Task RecordThatIsTooLarge_IsNamedByItsBlob()
    {
        await App.Records.GetBlobClient("invoice/7.json").UploadAsync(BinaryData.FromBytes(new byte[(8 * 1024 * 1024) + 1]));

        Assert.Contains("invoice/7.json", Problem(await GetAsync("invoice", "7"), HttpStatusCode.Conflict), StringComparison.Ordinal);
    }

    private Task<OperatorResponse> GetAsync(string resource, string id) =>
        App.Services.GetRequiredService<RecordContentOperations>().GetAsync(resource, id, CancellationToken.None);
}
