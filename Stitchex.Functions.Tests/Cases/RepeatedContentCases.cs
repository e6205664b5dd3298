using System.Net;
using System.Text;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>Content that becomes again what it was, or changes under one version.</summary>
public sealed class RepeatedContentCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    private const string Version = "2024-11-24T10:00:00.000Z";

    [Theory]
    [InlineData(null)]
    [InlineData(Version)]
    public async Task Case49_ContentThatGoesBackAfterAKill_IsDeliveredAgain(string? version)
    {
        await SayAsync("h1", version, "first");
        KillInTheHandler();
        await SayAsync("h2", version, "second");
        Assert.Equal(["h1", "h2"], Delivered);
        Put("h1", version);
        Revive();
        await LaterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(["h1", "h2", "h1"], Delivered);
        Assert.Equal(3, Journal.Changes.Select(change => change.ChangeId).Distinct().Count());
    }

    [Fact]
    public async Task Case49_DeletionAfterWhichTheRecordComesBack_InSpiteOfAKill_IsFollowedByTheRecord()
    {
        await SayAsync("h1", Version);
        KillInTheHandler();
        await DeliverAsync(Stitchex.Delete("invoice", "7"));
        await ProcessAsync();
        Assert.Equal(["h1", "deleted"], Delivered);
        Put("h1", Version);
        Revive();
        await LaterAsync(TimeSpan.FromMinutes(30));

        Assert.Equal("h1", Delivered.Last());
    }

    [Fact]
    public async Task Case50_SameBytesAfterTheRecordChanged_AreFetchedOnceMore()
    {
        await SayAsync("one", Version);
        Put("two", Version);

        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(Body(Version)));
        await ProcessAsync();

        Assert.Equal(["one", "two"], Delivered);
    }

    [Fact]
    public async Task Case50_SameBytesWhileTheFirstAreWorkedOn_AreFetchedOnceMore()
    {
        Put("one", Version);
        await DeliverAsync(Body(Version));
        var (processing, go, _) = await HoldInHandlerAsync(Assert.Single(await TakeAsync()));
        Put("two", Version);
        await DeliverAsync(Body(Version));
        await ProcessAsync();
        go.SetResult();
        await processing;
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["one", "two"], Delivered);
    }

    [Fact]
    public async Task Case50_OpenPackedOpenUnderOneVersion_OpenIsDelivered()
    {
        await SayAsync("open", Version, "open");
        await SayAsync("packed", Version, "packed");
        await SayAsync("open", Version, "open");

        Assert.Equal(["open", "packed", "open"], Delivered);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case53_KilledWithTheNewVersionHalfDelivered_TheOldOneDoesNotFollow(bool hasAVersion)
    {
        var first = Create();
        await DeliverAsync(first);
        await ProcessAsync();
        var update = Update(first.Id, "v2");
        KillInTheHandler();
        await DeliverAsync(hasAVersion ? SimulatedStitchex.BodyOf(update) : Unversioned(first.Id));
        await ProcessAsync();
        Assert.Equal(["v1", "v2"], Delivered);
        Revive();
        Stitchex.Lag.Hold();
        await LaterAsync(TimeSpan.FromMinutes(5));
        Stitchex.Lag.Release();
        await LaterAsync(TimeSpan.FromMinutes(10));

        Assert.DoesNotContain("v1", Delivered.Skip(1));
    }

    private static byte[] Body(string? version, string? sent = null)
    {
        var time = version is null ? "" : $",\"updated_at\":\"{version}\"";
        return Encoding.UTF8.GetBytes($$$"""{"event":"invoice_update","sent":"{{{sent}}}","invoice":{"id":7{{{time}}}}}""");
    }

    private void Put(string note, string? version)
    {
        var time = version is null ? "" : $",\"updated_at\":\"{version}\"";
        Stitchex.Put("invoice", Encoding.UTF8.GetBytes($$"""{"id":7,"notes":"{{note}}"{{time}}}"""), announce: false);
    }

    private async Task SayAsync(string note, string? version, string? sent = null)
    {
        Put(note, version);
        await DeliverAsync(Body(version, sent));
        await ProcessAsync();
    }

    // The process ends when the handler is done, and nothing of that is stored.
    private void KillInTheHandler() => Journal.Behaviour = (_, _) =>
    {
        Faults.Add(Transaction, StorageFault.Fails);
        return Task.CompletedTask;
    };

    private void Revive()
    {
        Faults.Clear();
        Journal.Behaviour = (_, _) => Task.CompletedTask;
    }
}
