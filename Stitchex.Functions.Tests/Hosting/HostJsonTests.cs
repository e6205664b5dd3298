using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class HostJsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MissingFile_GivesTheDefaultsOfTheRealHost()
    {
        var hostJson = HostJson.Read(Path.Combine(_folder.Path, "missing.json"));

        Assert.Equal("api", hostJson.RoutePrefix);
        Assert.Equal(TimeSpan.FromMinutes(30), hostJson.FunctionTimeout);
        Assert.Equal(new QueueSettings(), hostJson.Queues);
        Assert.Equal(8 * Environment.ProcessorCount, hostJson.Queues.EffectiveNewBatchThreshold);
        Assert.Equal(TimeSpan.Zero, hostJson.Queues.VisibilityTimeout);
    }

    [Fact]
    public void TheAppsOwnFile_IsReadWhole()
    {
        var hostJson = HostJson.Read(Path.Combine(RepositoryFiles.Root, "host.json"));

        Assert.Equal(TimeSpan.FromHours(1), hostJson.FunctionTimeout);
        Assert.Equal(
            new QueueSettings
            {
                BatchSize = 8,
                NewBatchThreshold = 16,
                MaxDequeueCount = 5,
                VisibilityTimeout = TimeSpan.FromSeconds(30),
                MaxPollingInterval = TimeSpan.FromSeconds(2),
                MessageEncoding = MessageEncoding.Base64,
            },
            hostJson.Queues);
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
    [InlineData("""{ "extensions": { "queues": { "batchSize": 33 } } }""", "batchSize is 33; storage gives from 1 to 32")]
    [InlineData("""{ "extensions": { "queues": { "newBatchThreshold": -1 } } }""", "newBatchThreshold is -1; it must not be negative")]
    [InlineData("""{ "extensions": { "queues": { "maxDequeueCount": 0 } } }""", "maxDequeueCount is 0; it must be at least 1")]
    [InlineData("""{ "extensions": { "queues": { "maxPollingInterval": "00:00:00.05" } } }""", "must be at least 00:00:00.1")]
    [InlineData("""{ "extensions": { "queues": { "visibilityTimeout": "soon" } } }""", "'soon'")]
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
