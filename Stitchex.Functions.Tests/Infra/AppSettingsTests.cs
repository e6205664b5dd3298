using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Tests.Configuration;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>The site gets the settings that the options classes know, and the host's, and no other.</summary>
public sealed partial class AppSettingsTests
{
    private const string Secrets = $"{nameof(StitchexApiOptions.Password)},{nameof(StitchexApiOptions.AccessToken)}";

    // The parameter that holds a section, and the type in settings.bicep that says what may be in it.
    private static readonly Dictionary<string, (string Parameter, string Definition)> Parameters = new()
    {
        [StitchexApiOptions.SectionName] = ("api", "apiSettings"),
        [ProcessingOptions.SectionName] = ("processing", "processingSettings"),
        [RetentionOptions.SectionName] = ("retention", "retentionSettings"),
        [ReconcileOptions.SectionName] = ("reconcile", "reconcileSettings"),
        [TelemetryOptions.SectionName] = ("telemetry", "telemetrySettings"),
        [ResourceOptions.SectionName] = ("resources", "resourceSettings"),
        [DestinationOptions.SectionName] = ("destinations", "destinationSettings"),
    };

    [BicepFact]
    public async Task Types_HaveTheOptionsProperties_AndNoOthers()
    {
        using var infra = new InfraCopy();
        var built = (await BicepCli.RunAsync(TestDeployment.WithPassword, "build", infra["main.bicep"], "--stdout")).MustBeSilent();
        var definitions = JsonNode.Parse(built.Output)!["definitions"]!.AsObject();

        Assert.All(Parameters, section =>
        {
            var (_, definition) = definitions.Single(pair => pair.Key.Split('.')[^1] == section.Value.Definition);
            Assert.Equal(
                KnownSettings.Properties(KnownSettings.Sections[section.Key]).Select(property => property.Name).Except(Secrets.Split(',')).Order(),
                definition!["properties"]!.AsObject().Select(property => property.Key).Order());
            Assert.False(definition["additionalProperties"]!.GetValue<bool>());
        });
    }

    [BicepFact]
    public async Task EverySetting_CanBeGiven_AndReachesTheSite()
    {
        var settings = await SettingsAsync($"{AllParameters()}\nparam password = 'p'");

        Assert.Equal(
            KnownSettings.Names.Where(name => name != $"{StitchexApiOptions.SectionName}:{nameof(StitchexApiOptions.AccessToken)}"),
            settings.Keys.Where(IsOurs).Select(Normal).Distinct().Order());
    }

    [BicepFact]
    public async Task AccessToken_TakesThePlaceOfEmailAndPassword()
    {
        var settings = await SettingsAsync($"{AllParameters()}\nparam signInWith = 'accessToken'\nparam accessToken = 't'");
        var email = $"{StitchexApiOptions.SectionName}:{nameof(StitchexApiOptions.Email)}";
        var password = $"{StitchexApiOptions.SectionName}:{nameof(StitchexApiOptions.Password)}";

        Assert.Equal(KnownSettings.Names.Except([email, password]), settings.Keys.Where(IsOurs).Select(Normal).Distinct().Order());
    }

    [BicepFact]
    public async Task Values_ReachTheSiteAsTheAppReadsThem()
    {
        var settings = await SettingsAsync("""
            param api = { OrganisationId: 9579, Email: 'receiver@example.com', RequestsPerMinute: 100 }
            param processing = { RetryWindow: '2.00:00:00', IgnoredPaths: ['a', 'b.c'] }
            param ignoredEvents = ['season_*']
            param resources = { sales_order: { Path: '/sales_orders/{id}', Aliases: ['order'] } }
            param destinations = { ledger: { Type: 'Webhook', Actions: ['deleted'] } }
            """);

        Assert.Equal("9579", settings["Stitchex__Api__OrganisationId"]);
        Assert.Equal("100", settings["Stitchex__Api__RequestsPerMinute"]);
        Assert.Equal("2.00:00:00", settings["Stitchex__Processing__RetryWindow"]);
        Assert.Equal("a", settings["Stitchex__Processing__IgnoredPaths__0"]);
        Assert.Equal("b.c", settings["Stitchex__Processing__IgnoredPaths__1"]);
        Assert.Equal("season_*", settings["Stitchex__IgnoredEvents__0"]);
        Assert.Equal("/sales_orders/{id}", settings["Stitchex__Resources__sales_order__Path"]);
        Assert.Equal("Webhook", settings["Stitchex__Destinations__ledger__Type"]);
        Assert.Equal("deleted", settings["Stitchex__Destinations__ledger__Actions__0"]);
        Assert.Equal("order", settings["Stitchex__Resources__sales_order__Aliases__0"]);
    }

    [BicepTheory]
    [InlineData(TestDeployment.DefaultParameters)]
    [InlineData(TestDeployment.PrivateParameters)]
    public async Task Site_GetsWhatTheHostNeeds_AndNoSettingUnasked(string parameterFile)
    {
        var settings = (await PredictedDeployment.OfAsync(parameterFile)).The("Microsoft.Web/sites").AppSettings;

        Assert.Equal(
            [
                "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_RESOURCE_ID",
                "AzureWebJobsStorage__blobServiceUri",
                "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__queueServiceUri",
                "AzureWebJobsStorage__tableServiceUri", "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", "Stitchex__Api__Email", "Stitchex__Api__OrganisationId",
                "Stitchex__Api__Password", "Stitchex__Api__RequestsPerMinute",
            ],
            settings.Keys.Order(StringComparer.Ordinal));
    }

    [BicepFact]
    public async Task HandlersSettings_ReachTheSite_AndTheirSecretsAsVaultReferences()
    {
        var deployment = await PredictedDeployment.PredictAsync(TestDeployment.WithPassword, """
            param handlerSettings = { 'Ledger:Address': 'https://ledger.example.com', Ledger__Company: '7' }
            param handlerSecretNames = { 'Ledger:ApiKey': 'ledger-api-key' }
            """);
        var vault = deployment.The("Microsoft.KeyVault/vaults").Name;

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Ledger__Address"] = "https://ledger.example.com",
                ["Ledger__ApiKey"] = $"@Microsoft.KeyVault(VaultName={vault};SecretName=ledger-api-key)",
                ["Ledger__Company"] = "7",
            },
            deployment.The("Microsoft.Web/sites").AppSettings
                .Where(setting => setting.Key.StartsWith("Ledger", StringComparison.Ordinal)).ToDictionary());
    }

    [BicepTheory]
    [InlineData("handlerSettings", "'Stitchex:Api:Email'", "Stitchex__Api__Email")]
    [InlineData("handlerSecretNames", "stitchex__api__password", "stitchex__api__password")]
    [InlineData("handlerSettings", "AzureWebJobsStorage", "AzureWebJobsStorage")]
    [InlineData("handlerSettings", "AzureFunctionsJobHost__logging__logLevel__default", "AzureFunctionsJobHost__logging__logLevel__default")]
    [InlineData("handlerSettings", "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_WORKER_RUNTIME")]
    [InlineData("handlerSettings", "WEBSITE_TIME_ZONE", "WEBSITE_TIME_ZONE")]
    [InlineData("handlerSettings", "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING")]
    [InlineData("handlerSettings", "'Logging:LogLevel:Default'", "Logging__LogLevel__Default")]
    public async Task HandlersSetting_ThatIsTheReceiversOrThePlatforms_StopsTheDeployment(string parameter, string name, string said)
    {
        using var infra = new InfraCopy();
        await File.AppendAllTextAsync(infra[TestDeployment.DefaultParameters], $"\nparam {parameter} = {{ {name}: 'x' }}");

        var rejected = await TestDeployment.EvaluateAsync(infra[TestDeployment.DefaultParameters], TestDeployment.WithPassword);

        Assert.NotEqual(0, rejected.ExitCode);
        Assert.Contains($"for your own handlers: {said} is", rejected.Errors, StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task LogLevels_AreTheHostsAndTheApps()
    {
        var deployment = await PredictedDeployment.PredictAsync(
            TestDeployment.WithPassword, "param logLevels = { default: 'Warning', 'Host.Triggers.Queues': 'Debug' }");
        var settings = deployment.The("Microsoft.Web/sites").AppSettings;

        Assert.Equal("Warning", settings["AzureFunctionsJobHost__logging__logLevel__default"]);
        Assert.Equal("Debug", settings["AzureFunctionsJobHost__logging__logLevel__Host.Triggers.Queues"]);
        Assert.Equal("Warning", settings["Logging__LogLevel__default"]);
    }

    private static async Task<IReadOnlyDictionary<string, string>> SettingsAsync(string parameters) =>
        (await PredictedDeployment.PredictParametersAsync(parameters)).The("Microsoft.Web/sites").AppSettings;

    // Every setting at some value, as a deployment that needs them all would give them.
    private static string AllParameters()
    {
        var sections = Parameters.Select(section => (section.Value.Parameter, Value: ObjectOf(KnownSettings.Sections[section.Key])))
            .Select(section => $"param {section.Parameter} = {(section.Parameter is "resources" or "destinations" ? $"{{ named: {section.Value} }}" : section.Value)}");

        return string.Join('\n', [.. sections, "param ignoredEvents = ['season_*']", "param requestsPerMinute = 2400"]);
    }

    private static string ObjectOf(Type options)
    {
        var defaults = Activator.CreateInstance(options);
        var properties = KnownSettings.Properties(options).Where(property => !Secrets.Split(',').Contains(property.Name));

        return $"{{\n{string.Join('\n', properties.Select(property => $"{property.Name}: {Literal(property.PropertyType, property.GetValue(defaults))}"))}\n}}";
    }

    private static string Literal(Type type, object? value) => type switch
    {
        _ when type == typeof(int) => ((int)value!).ToString(CultureInfo.InvariantCulture),
        _ when type == typeof(bool) => (bool)value! ? "true" : "false",
        _ when type == typeof(long) => Math.Max(1, (long)value!).ToString(CultureInfo.InvariantCulture),
        _ when type == typeof(IList<string>) => "['value']",
        _ when Nullable.GetUnderlyingType(type) is { IsEnum: true } choice => $"'{Enum.GetNames(choice)[0]}'",
        _ => $"'{value ?? "value"}'",
    };

    private static bool IsOurs(string name) => name.StartsWith("Stitchex__", StringComparison.Ordinal);

    // Lists lose their numbers, and a resource or a destination its name.
    private static string Normal(string name) =>
        Name().Replace(Number().Replace(name, ""), "$1").Replace("__", ":", StringComparison.Ordinal);

    [GeneratedRegex(@"__\d+$")]
    private static partial Regex Number();

    [GeneratedRegex("^(Stitchex__[A-Za-z]+__)named__")]
    private static partial Regex Name();
}
