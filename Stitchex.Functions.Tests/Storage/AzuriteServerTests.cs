using System.Diagnostics;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Storage;

public sealed class AzuriteServerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task AllThreeServices_WithCurrentClients_Response()
    {
        var connectionString = azurite.NewAccount().ConnectionString;

        await new TableClient(connectionString, "Rows").CreateAsync();
        await new QueueClient(connectionString, "messages").CreateAsync();
        await new BlobContainerClient(connectionString, "blobs").CreateAsync();

        Assert.True((await new QueueClient(connectionString, "messages").ExistsAsync()).Value);
    }

    [Fact]
    public async Task DefaultAccount_IsOfferedToo()
    {
        var queue = new QueueClient(azurite.Server.ConnectionString, "default-account");

        await queue.CreateAsync();

        Assert.Equal("devstoreaccount1", queue.AccountName);
    }

    [Fact]
    public async Task Accounts_ShareNothing()
    {
        await new QueueClient(azurite.NewAccount().ConnectionString, "same-name").CreateAsync();

        Assert.False((await new QueueClient(azurite.NewAccount().ConnectionString, "same-name").ExistsAsync()).Value);
    }

    [Fact]
    public async Task Message_WithInfiniteTimeToLive_IsKeptForYears()
    {
        var account = azurite.NewAccount();
        var queue = await CreateQueueAsync(account);
        await queue.SendMessageAsync("kept", visibilityTimeout: null, timeToLive: TimeSpan.FromSeconds(-1));

        await account.AdvanceClockAsync(TimeSpan.FromDays(3650));

        Assert.Single((await queue.PeekMessagesAsync()).Value);
    }

    [Fact]
    public async Task AdvanceClock_PastTheDelay_MakesTheMessageVisibleInThatAccountOnly()
    {
        var moved = azurite.NewAccount();
        var movedQueue = await CreateQueueAsync(moved);
        var otherQueue = await CreateQueueAsync(azurite.NewAccount());
        await movedQueue.SendMessageAsync("later", visibilityTimeout: TimeSpan.FromHours(1));
        await otherQueue.SendMessageAsync("later", visibilityTimeout: TimeSpan.FromHours(1));

        await moved.AdvanceClockAsync(TimeSpan.FromHours(1));

        Assert.Single((await movedQueue.ReceiveMessagesAsync()).Value);
        Assert.Empty((await otherQueue.ReceiveMessagesAsync()).Value);
    }

    [Fact]
    public async Task AdvanceClock_MovesTheDateHeaderOfRespondsAndErrors()
    {
        var account = azurite.NewAccount();
        var table = new TableClient(account.ConnectionString, "Rows");
        var before = (await table.CreateAsync()).GetRawResponse().Headers.Date!.Value;

        await account.AdvanceClockAsync(TimeSpan.FromHours(5));

        var response = await table.AddEntityAsync(new TableEntity("p", "r"));
        var missing = await table.GetEntityIfExistsAsync<TableEntity>("p", "missing");
        Assert.InRange(response.Headers.Date!.Value - before, TimeSpan.FromHours(5), TimeSpan.FromHours(5.1));
        Assert.InRange(missing.GetRawResponse().Headers.Date!.Value - before, TimeSpan.FromHours(5), TimeSpan.FromHours(5.1));
    }

    [Fact]
    public async Task AdvanceClock_MovesTheTimestampOfRows()
    {
        var account = azurite.NewAccount();
        var table = new TableClient(account.ConnectionString, "Rows");
        await table.CreateAsync();
        await table.AddEntityAsync(new TableEntity("p", "before"));

        await account.AdvanceClockAsync(TimeSpan.FromDays(2));
        await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "after"))]);

        var before = (await table.GetEntityAsync<TableEntity>("p", "before")).Value.Timestamp!.Value;
        var after = (await table.GetEntityAsync<TableEntity>("p", "after")).Value.Timestamp!.Value;
        Assert.InRange(after - before, TimeSpan.FromDays(2), TimeSpan.FromDays(2.1));
    }

    [Fact]
    public async Task AdvanceClock_OfTheServer_MovesAllAccounts()
    {
        await using var server = await AzuriteServer.StartAsync(new() { ExtraAccounts = ["other"] });
        var queue = await CreateQueueAsync(server.Account("other"));
        await queue.SendMessageAsync("later", visibilityTimeout: TimeSpan.FromDays(1));

        await server.AdvanceClockAsync(TimeSpan.FromDays(1));

        Assert.Single((await queue.ReceiveMessagesAsync()).Value);
    }

    [Fact]
    public async Task AdvanceClock_Backwards_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => azurite.NewAccount().AdvanceClockAsync(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public async Task RelativeDataFolder_IsWhereThisProcessLooksForIt()
    {
        using var folder = new TemporaryFolder();

        await using (var server = await AzuriteServer.StartAsync(new() { DataFolder = Path.GetRelativePath(Environment.CurrentDirectory, folder.Path) }))
        {
            await new TableClient(server.ConnectionString, "Rows").CreateAsync();
        }

        Assert.NotEmpty(Directory.GetFiles(folder.Path, "*.json"));
    }

    [UnixFact]
    public async Task CtrlC_WhichATerminalSendsToAllProcesses_LeavesStorageToItsParent()
    {
        await using var server = await AzuriteServer.StartAsync(new());
        using var kill = Process.Start("kill", ["-INT", $"{server.ProcessId}"]);
        await kill.WaitForExitAsync();

        // A message that gets a reply was read after the signal: the process reads both in order.
        await server.AdvanceClockAsync(TimeSpan.FromSeconds(1));
        await CreateQueueAsync(server.Account("devstoreaccount1"));

        Assert.False(server.Exited.IsCompleted);
    }

    [Fact]
    public async Task DataFolder_IsReadAgainByTheNextServer()
    {
        using var folder = new TemporaryFolder();

        await using (var first = await AzuriteServer.StartAsync(new() { DataFolder = folder.Path }))
        {
            await new TableClient(first.ConnectionString, "Rows").CreateAsync();
            await new TableClient(first.ConnectionString, "Rows").AddEntityAsync(new TableEntity("p", "r"));
        }

        await using var second = await AzuriteServer.StartAsync(new() { DataFolder = folder.Path });
        Assert.True((await new TableClient(second.ConnectionString, "Rows").GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
    }

    [Fact]
    public async Task DataFolder_InUse_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using var first = await AzuriteServer.StartAsync(new() { DataFolder = folder.Path });

        var exception = await Assert.ThrowsAsync<AzuriteException>(() => AzuriteServer.StartAsync(new() { DataFolder = folder.Path }));

        Assert.Equal(
            $"The data in '{folder.Path}' is in use by another Azurite of Stitchex.Local. Stop that one, or give this one another folder.",
            exception.Message);
    }

    [Fact]
    public async Task UsualPorts_Taken_GivesOthers()
    {
        var options = new AzuriteOptions { PreferUsualPorts = true };
        await using var first = await AzuriteServer.StartAsync(options);
        await using var second = await AzuriteServer.StartAsync(options);

        Assert.NotEqual(first.ConnectionString, second.ConnectionString);
        await CreateQueueAsync(second.Account(AzuriteAccount.DefaultName));
    }

    [Fact]
    public async Task Start_WithADataFolderItCannotRead_SaysWhatAzuritePrinted()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "__azurite_db_table__.json"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "__azurite_db_blob__.json"));

        var exception = await Assert.ThrowsAsync<AzuriteException>(() => AzuriteServer.StartAsync(new() { DataFolder = folder.Path }));

        Assert.Contains("EISDIR", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exited_WhenTheProcessIsKilled_SaysSo_AndCommandsFail()
    {
        await using var server = await AzuriteServer.StartAsync(new());
        Assert.False(server.Exited.IsCompleted);

        using (var process = Process.GetProcessById(server.ProcessId))
        {
            process.Kill();
        }

        Assert.StartsWith("Azurite ended with exit code ", await server.Exited.WaitAsync(Eventually.Deadline), StringComparison.Ordinal);
        await Assert.ThrowsAsync<AzuriteException>(() => server.AdvanceClockAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Dispose_EndsTheProcess()
    {
        var server = await AzuriteServer.StartAsync(new());

        await server.DisposeAsync();

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(server.ProcessId));
    }

    private static async Task<QueueClient> CreateQueueAsync(AzuriteAccount account)
    {
        var queue = new QueueClient(account.ConnectionString, "messages");
        await queue.CreateAsync();
        return queue;
    }
}
