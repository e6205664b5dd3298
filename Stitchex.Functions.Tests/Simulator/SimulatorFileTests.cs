using System.Globalization;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Simulator;

/// <summary>What the simulated Stitchex has, from one start to the next.</summary>
public sealed class SimulatorFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => Path.Combine(_folder.Path, "stitchex.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RecordsAndTheirHistories_ComeBack()
    {
        await using var first = await StartAsync();
        var id = first.Create("season", record => record["name"] = "Été").Id;
        first.Update("season", id);
        first.Delete("payment", first.Create("payment").Id);
        first.Create("pick_ticket", record => record["status"] = "draft");
        var earlier = VersionsOf(first);
        await first.DisposeAsync();

        await using var second = await StartAsync();

        Assert.Equal(5, earlier.Count);
        Assert.Equal(earlier, VersionsOf(second));
    }

    [Fact]
    public async Task Ids_GoOn_AndContentsDoNotRepeat()
    {
        await using var first = await StartAsync();
        var (earlier, seed) = (first.Create("invoice"), first.Options.Seed);
        await first.DisposeAsync();

        await using var second = await StartAsync();
        var later = second.Create("invoice");

        Assert.Equal(NumberOf(earlier) + 1, NumberOf(later));
        Assert.NotEqual(seed, second.Options.Seed);
    }

    [Fact]
    public async Task WebhookThatNobodyAccepted_IsSentAfterTheNextStart()
    {
        await using var first = await StartAsync();
        first.Webhooks.Options = first.Webhooks.Options with { Target = new Uri("http://127.0.0.1:9") };
        var change = first.Create("invoice");
        await first.DisposeAsync();

        await using var second = await StartAsync();

        var webhook = Assert.Single(second.Webhooks.Undelivered);
        Assert.Equal(change.Webhook!.Body.ToArray(), webhook.Body.ToArray());
    }

    [Fact]
    public async Task IdsAfterAKill_AreNotThoseThatMayHaveBeenGiven()
    {
        await using (var first = await StartAsync())
        {
            first.Create("invoice");
        }

        // What a killed process leaves says that more may have been made.
        var content = await File.ReadAllTextAsync(FilePath);
        await File.WriteAllTextAsync(FilePath, content.Replace("\"isComplete\":true", "\"isComplete\":false", StringComparison.Ordinal));
        var earlier = SimulatorFile.Read(FilePath).LastIds["invoice"];

        await using var second = await StartAsync();
        Assert.True(NumberOf(second.Create("invoice")) > earlier + 1);
    }

    [Fact]
    public async Task Change_IsInTheFileSoon()
    {
        await using var simulator = await StartAsync();
        simulator.Create("invoice");

        await Eventually.HoldsAsync(() => SimulatorFile.Read(FilePath).Versions.Count == 1);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"starts":1,"isComplete":true,"lastIds":{},"versions":[{"resource":"invoice"}],"undelivered":[]}""")]
    public async Task FileThatCannotBeRead_IsSaid_AndLeftAlone(string content)
    {
        await File.WriteAllTextAsync(FilePath, content);

        var exception = await Assert.ThrowsAsync<InvalidDataException>(StartAsync);

        Assert.Contains(FilePath, exception.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(FilePath));
    }

    private static List<string> VersionsOf(StitchexSimulator simulator) =>
    [
        .. simulator.Records.All().SelectMany(history => history)
            .Select(version => $"{SavedVersion.From(version) with { Json = default }} {Convert.ToBase64String(version.Json.Span)}"),
    ];

    private static long NumberOf(SimulatedChange change) => long.Parse(change.Id, CultureInfo.InvariantCulture);

    private Task<StitchexSimulator> StartAsync() => SimulatedStitchex.StartAsync(options => options with { DataFile = FilePath });
}
