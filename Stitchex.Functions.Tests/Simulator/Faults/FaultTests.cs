using System.IO.Compression;
using System.Net;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Simulator.Faults;

/// <summary>What can be wrong with responses, whatever they are about.</summary>
public sealed class FaultTests : SimulatorTest
{
    private const string OrganisationsStart = "{\"organisations\":[{\"id\":9579";

    [Theory]
    [InlineData(429, null)]
    [InlineData(429, "7")]
    [InlineData(429, "-1")]
    [InlineData(429, "864000")]
    [InlineData(429, "soon")]
    [InlineData(503, "Wed, 21 Oct 2026 07:28:00 GMT")]
    [InlineData(500, null)]
    [InlineData(401, null)]
    [InlineData(402, null)]
    [InlineData(403, null)]
    public async Task Status_IsRespondedWithRetryAfterAsGiven(int status, string? retryAfter)
    {
        Simulator.Faults.Add(FaultRule.Response(status, retryAfter));

        using var response = await Http.GetAsync("/organisations");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(retryAfter, response.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? values.ToString() : null);
    }

    [Fact]
    public async Task Html_IsRespondedWith200()
    {
        using var response = await GetWithAsync(FaultKind.Html);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("<!DOCTYPE html>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_IsRespondedWith200AndNothing()
    {
        using var response = await GetWithAsync(FaultKind.Empty);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task NoContent_IsRespondedWith204()
    {
        using var response = await GetWithAsync(FaultKind.NoContent);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task LoginRedirect_LeadsToAPage()
    {
        using var response = await GetWithAsync(FaultKind.LoginRedirect);

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Simulator.Faults.Clear();
        Assert.Contains("Sign in", await Http.GetStringAsync(response.Headers.Location), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Truncated_EndsInTheMiddle()
    {
        using var response = await GetWithAsync(FaultKind.Truncated);

        var body = await response.Content.ReadAsStringAsync();
        Assert.StartsWith(OrganisationsStart, body, StringComparison.Ordinal);
        Assert.DoesNotContain("]}", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_IsCompressed()
    {
        using var response = await GetWithAsync(FaultKind.Gzip);

        Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
        await using var body = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        await AssertIsTheUsualResponseAsync(body);
    }

    [Fact]
    public async Task Brotli_IsCompressed()
    {
        using var response = await GetWithAsync(FaultKind.Brotli);

        Assert.Equal("br", Assert.Single(response.Content.Headers.ContentEncoding));
        await using var body = new BrotliStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        await AssertIsTheUsualResponseAsync(body);
    }

    [Fact]
    public async Task Reset_BreaksTheConnection()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => GetWithAsync(FaultKind.Reset));

        await Eventually.HoldsAsync(() => Simulator.Requests.Count("/organisations", status: 0) > 0);
    }

    [Fact]
    public async Task CutOff_BreaksTheConnectionAfterTheEffect()
    {
        await LogInAsync();
        Simulator.Faults.Add(new(FaultKind.CutOff) { Method = "POST" });

        await Assert.ThrowsAsync<HttpRequestException>(() => ChooseAsync(OurOrganisation));

        using var response = await Http.GetAsync("/products");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<HttpResponseMessage> GetWithAsync(FaultKind kind)
    {
        await LogInAsync();
        Simulator.Faults.Add(new(kind));
        return await Http.GetAsync("/organisations");
    }

    private static async Task AssertIsTheUsualResponseAsync(Stream body)
    {
        using var reader = new StreamReader(body);
        Assert.StartsWith(OrganisationsStart, await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
