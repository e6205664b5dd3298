using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Composition;

namespace Stitchex.Functions.Tests.Configuration;

public sealed class SettingsValidationTests
{
    private static readonly Dictionary<string, string?> Valid = new()
    {
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        ["Stitchex:Api:Email"] = "receiver@example.com",
        ["Stitchex:Api:Password"] = "p@ss",
        ["Stitchex:Api:OrganisationId"] = "9579",
    };

    [Fact]
    public async Task GoodSettings_StartTheApp() => Assert.Empty(await FaultsAsync([]));

    [Theory]
    [InlineData("stitchex:processing:retrydelay", "00:00:10")]
    [InlineData("Stitchex:IgnoredEvents:7", "season_*")]
    [InlineData("Stitchex:Resources:lookbook:Aliases:0", "book")]
    [InlineData("Stitchex:Resources:lookbook:Numbers", "lookbook_number, season")]
    [InlineData("Ledger:Path", "ledger.txt")]
    public async Task SettingThatIsKnown_OrNotOurs_IsTaken(string setting, string value) =>
        Assert.Empty(await FaultsAsync(new() { [setting] = value }));

    [Fact]
    public async Task AllFaults_AreReportedAtOnce_WithWhatWasFoundAndWhatToSet()
    {
        var faults = await FaultsAsync(new()
        {
            ["AzureWebJobsStorage"] = null,
            ["Stitchex:Api:BaseAddress"] = "http://api.example.com",
            ["Stitchex:Api:Email"] = null,
            ["Stitchex:Api:OrganisationId"] = "our brand",
            ["Stitchex:Api:RequestsPerMinute"] = "0",
            ["Stitchex:Processing:RetryDelay"] = "ten seconds",
            ["Stitchex:Processing:LagWindow"] = "2.00:00:00",
            ["Stitchex:Processing:LeaseDuration"] = "00:01:00",
            ["Stitchex:IgnoredEvents:0"] = "*_update",
            ["Stitchex:Resources:Sales Order:Path"] = "sales_orders",
        });

        Assert.Equal(
            [
                "AzureWebJobsStorage is missing. Set it to a connection string, or AzureWebJobsStorage:{blobServiceUri,queueServiceUri,tableServiceUri} to the services' addresses.",
                "Stitchex:Api:BaseAddress is 'http://api.example.com/'. Set it to an https address; http is taken for this machine only.",
                "Stitchex:Api:Email is missing. Set both, or Stitchex:Api:AccessToken in their place.",
                "Stitchex:Api:OrganisationId is 'our brand', which cannot be read as a whole number. Set it to one.",
                "Stitchex:Api:RequestsPerMinute is 0. Set it to a value from 1 to 100000.",
                "Stitchex:IgnoredEvents:0 is '*_update'. Set it to an event's name (product_update) or to all of a resource (product_*).",
                "Stitchex:Processing:LagWindow is 2.00:00:00. Set it to a value from 00:00:00 to 1.00:00:00.",
                "Stitchex:Processing:LeaseDuration (00:01:00) does not outlast Stitchex:Api:FetchTimeout (00:00:30) and Stitchex:Processing:HandlerTimeout (00:01:00) together. Raise it above 00:01:30.",
                "Stitchex:Processing:RetryDelay is 'ten seconds', which cannot be read as a duration. Set it to days.hours:minutes:seconds, such as 00:00:30.",
                "Stitchex:Resources:Sales Order is not a resource's name. Use lower-case letters, digits and underscores, as events spell it.",
                "Stitchex:Resources:Sales Order:Path is 'sales_orders'. Set it to a path from the API's root with {id} where the record's id goes, such as /sales_orders/{id}.",
            ],
            faults.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Stitchex:Api:AccessToken", "t0ken", "Stitchex:Api:AccessToken and Stitchex:Api:Email or :Password are both set. Set either the token, or e-mail and password.")]
    [InlineData("Stitchex:Api:Password", "@Microsoft.KeyVault(SecretUri=https://v/s)", "Stitchex:Api:Password is an unresolved Key Vault reference. Look at the app's identity, its role on the vault, and the secret's name.")]
    [InlineData("Stitchex:Processing:MaxRetryDelay", "00:00:01", "Stitchex:Processing:MaxRetryDelay (00:00:01) is shorter than Stitchex:Processing:RetryDelay (00:00:10). Raise the first or lower the second.")]
    [InlineData("Stitchex:Processing:SecondLook", "2.00:00:00", "Stitchex:Processing:SecondLook is 2.00:00:00. Set it to a value from 00:00:00 to 1.00:00:00.")]
    [InlineData("Stitchex:Processing:VerifyDeletes", "perhaps", "Stitchex:Processing:VerifyDeletes is 'perhaps', which cannot be read as a choice. Set it to true or false.")]
    [InlineData("Stitchex:Processing:RetryWindow", "00:01:00", "Stitchex:Processing:RetryWindow (00:01:00) is shorter than Stitchex:Processing:LagWindow (00:10:00). Raise the first or lower the second.")]
    [InlineData("Stitchex:Api:OrganisationId", "", "Stitchex:Api:OrganisationId is missing. Set it to a value from 1 to 9223372036854775807.")]
    [InlineData("Stitchex:Processing:RetryDelays", "00:00:10", "Stitchex:Processing:RetryDelays is not a setting. Did you mean Stitchex:Processing:RetryDelay?")]
    [InlineData("Stitchex:Procesing:RetryDelay", "00:00:10", "Stitchex:Procesing:RetryDelay is not a setting. Did you mean Stitchex:Processing:RetryDelay?")]
    [InlineData("Stitchex:RetryDelay", "00:00:10", "Stitchex:RetryDelay is not a setting. Did you mean Stitchex:Processing:RetryDelay?")]
    [InlineData("Stitchex:IgnoredEvents", "season_*", "Stitchex:IgnoredEvents is not a setting. Did you mean Stitchex:IgnoredEvents:0?")]
    [InlineData("Stitchex:Resources:lookbook:Paht", "/l/{id}", "Stitchex:Resources:lookbook:Paht is not a setting. Did you mean Stitchex:Resources:lookbook:Path?")]
    [InlineData("Stitchex:Resources:lookbook:Numbers", "lookbook_number,", "Stitchex:Resources:lookbook:Numbers is 'lookbook_number,'. Set it to up to 20 names of members of the record, separated by commas, such as order_number.")]
    [InlineData("AzureWebJobsStorage", "AccountName=stitchex;AccountKey=broken", "AzureWebJobsStorage is set, but not a whole storage connection string. Set it to one, or to UseDevelopmentStorage=true for Azurite.")]
    [InlineData("AzureWebJobsStorage", "storage", "AzureWebJobsStorage is set, but not a whole storage connection string. Set it to one, or to UseDevelopmentStorage=true for Azurite.")]
    public async Task Fault_IsNamed(string setting, string value, string fault) => Assert.Equal([fault], await FaultsAsync(new() { [setting] = value }));

    [Theory]
    [InlineData("http://other.example/{id}")]
    [InlineData("//other.example/{id}")]
    [InlineData("///other.example/{id}")]
    [InlineData("/http://other.example/{id}")]
    [InlineData("/urn:{id}")]
    [InlineData("/\\\\other.example/{id}")]
    [InlineData("/\\other.example/{id}")]
    [InlineData("/orders#{id}")]
    [InlineData("/orders/{id}\n")]
    public async Task PathThatIsNotOneOfTheApi_IsRefused(string path) => Assert.Equal(
        [
            $"Stitchex:Resources:sales_order:Path is '{path}'. Set it to a path from the API's root with {{id}} where the record's id "
            + "goes, such as /sales_orders/{id}.",
        ],
        await FaultsAsync(new() { ["Stitchex:Resources:sales_order:Path"] = path }));

    [Theory]
    [InlineData("/sales_orders/{id}")]
    [InlineData("/v2/sales_orders/?filter[id]={id}&at=12:00")]
    [InlineData("/{id}")]
    public async Task PathOfTheApi_IsTaken(string path) =>
        Assert.Empty(await FaultsAsync(new() { ["Stitchex:Resources:sales_order:Path"] = path }));

    [Theory]
    [InlineData("t0ken\n", "Stitchex:Api:AccessToken holds a space, a line break or a character that is not ASCII, as no token does. Look for a line break at the end of the secret.")]
    [InlineData("Bearer t0ken", "Stitchex:Api:AccessToken holds a space, a line break or a character that is not ASCII, as no token does. Look for a line break at the end of the secret.")]
    public async Task TokenThatNoHeaderCanHold_IsNamed_AndNotShown(string token, string fault) => Assert.Equal(
        [fault],
        await FaultsAsync(new() { ["Stitchex:Api:Email"] = null, ["Stitchex:Api:Password"] = null, ["Stitchex:Api:AccessToken"] = token }));

    [Fact]
    public async Task PasswordWithALineBreak_IsNamed_AndNotShown() => Assert.Equal(
        ["Stitchex:Api:Password holds a line break. Store the secret without one: a file often ends with it."],
        await FaultsAsync(new() { ["Stitchex:Api:Password"] = "p@ss\n" }));

    [Fact]
    public async Task IdentityInPlaceOfAConnectionString_NeedsAllThreeAddresses()
    {
        var faults = await FaultsAsync(new()
        {
            ["AzureWebJobsStorage"] = null,
            ["AzureWebJobsStorage:blobServiceUri"] = "https://account.blob.core.windows.net",
            ["AzureWebJobsStorage:queueServiceUri"] = "account",
        });

        Assert.Equal(
            [
                "AzureWebJobsStorage:queueServiceUri is 'account'. Set it to the service's address, such as https://account.table.core.windows.net.",
                "AzureWebJobsStorage:tableServiceUri is missing. Set it to the service's address, such as https://account.table.core.windows.net.",
            ],
            faults);
    }

    internal static async Task<IEnumerable<string>> FaultsAsync(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(Valid);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddStitchexReceiver();
        using var host = builder.Build();
        try
        {
            await host.StartAsync();
            await host.StopAsync();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
        catch (AggregateException e)
        {
            return e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures);
        }
    }
}
