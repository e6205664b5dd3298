using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class HostJsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MissingFile_IsAnError() => Assert.Contains(
        "missing.json",
        Assert.Throws<FunctionsHostException>(() => HostJson.Read(Path.Combine(_folder.Path, "missing.json"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void EmptyFile_GivesTheDefaultsOfTheRealHost()
    {
        var hostJson = Read("{}");

        Assert.Equal("api", hostJson.RoutePrefix);
        Assert.Equal(TimeSpan.FromMinutes(30), hostJson.FunctionTimeout);
    }

    [Fact]
    public void NoTimeout_IsInfinite()
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, Read("""{ "functionTimeout": "-1.00:00:00" }""").FunctionTimeout);
        Assert.Equal(Timeout.InfiniteTimeSpan, Read("""{ "functionTimeout": -1 }""").FunctionTimeout);
    }

    [Fact]
    public void EmptyRoutePrefix_IsNone()
    {
        Assert.Equal("", Read("""{ "extensions": { "http": { "routePrefix": "" } } }""").RoutePrefix);
    }

    [Theory]
    [InlineData("""{ "functionTimeout": "00:00:00" }""", "functionTimeout is 00:00:00")]
    [InlineData("{", "cannot be read")]
    public void FaultyFile_SaysWhatIsWrong(string text, string expected)
    {
        var exception = Assert.Throws<FunctionsHostException>(() => Read(text));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private HostJson Read(string text)
    {
        var path = Path.Combine(_folder.Path, "host.json");
        File.WriteAllText(path, text);
        return HostJson.Read(path);
    }
}
