using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Load;

namespace Stitchex.Functions.Tests.Operations;

/// <summary>Two apps, one with few stored events and one with many, for all tests of a class.</summary>
public sealed class StoredEventsFixture : IAsyncLifetime
{
    private const int OrdinaryMany = 3_000;

    // All within one day, for each is a partition of the index, wherever midnight is just now.
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(TimeProvider.System.GetUtcNow().TimeOfDay.TotalSeconds < 5 ? 10 : 0));

    /// <summary>Gets the day of the newest events.</summary>
    internal string Day => $"{_time.GetUtcNow():yyyy-MM-dd}";

    /// <summary>Gets an app with ten events.</summary>
    internal ReceiverApp Few { get; private set; } = null!;

    /// <summary>Gets an app with 3,000, or with as many as <c>STITCHEX_STORED_EVENTS</c> says: those are spread over a month, for the emulator takes ever longer with one day.</summary>
    internal ReceiverApp Many { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var azurite = new AzuriteFixture();
        await azurite.InitializeAsync();
        Few = await StartAsync(azurite, 10, TimeSpan.FromSeconds(1));
        Many = Environment.GetEnvironmentVariable("STITCHEX_STORED_EVENTS") is { } many
            ? await StartAsync(azurite, int.Parse(many, CultureInfo.InvariantCulture), TimeSpan.FromDays(30))
            : await StartAsync(azurite, OrdinaryMany, TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Few.DisposeAsync();
        await Many.DisposeAsync();
    }

    private async Task<ReceiverApp> StartAsync(AzuriteFixture azurite, int count, TimeSpan span)
    {
        var app = await ReceiverApp.StartAsync(azurite);
        await new StoredEvents(app.Account.ConnectionString, _time).InsertAsync(count, span, CancellationToken.None);
        return app;
    }
}
