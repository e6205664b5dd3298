using System.Globalization;
using Stitchex.Functions.Receiving;

namespace Stitchex.Functions.Tests.Infra;

public sealed class FunctionAppTests
{
    private const string BodyLimit = "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT";

    // From "Flex Consumption plan deprecations" in Microsoft's reference of app settings; matched as prefixes.
    private static readonly string[] RefusedSettings =
    [
        "ENABLE_ORYX_BUILD", "SCM_DO_BUILD_DURING_DEPLOYMENT", "TZ", "WEBSITE_DNS_SERVER", "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT",
        "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_TIME_ZONE", "WEBSITE_VNET_ROUTE_ALL", "FUNCTIONS_", "WEBSITE_CONTENT",
    ];

    private static readonly string[] RefusedProperties =
    [
        "alwaysOn", "ftpsState", "linuxFxVersion", "netFrameworkVersion", "preWarmedInstanceCount", "functionAppScaleLimit",
        "use32BitWorkerProcess",
    ];

    [BicepFact]
    public async Task Site_IsReachedByModernTlsOnly()
    {
        var site = await SiteAsync();

        Assert.True(site.Flag("properties.httpsOnly"));
        Assert.Equal("1.2", site.Text("properties.siteConfig.minTlsVersion"));
        Assert.Equal("1.2", site.Text("properties.siteConfig.scmMinTlsVersion"));
    }

    [BicepFact]
    public async Task Publishing_TakesNoPasswords()
    {
        var policies = (await PredictedDeployment.OrdinaryAsync()).All("Microsoft.Web/sites/basicPublishingCredentialsPolicies").ToList();

        Assert.Equal(["scm", "ftp"], policies.Select(policy => policy.Name));
        Assert.All(policies, policy => Assert.False(policy.Flag("properties.allow")));
    }

    [BicepFact]
    public async Task App_RunsOnFlexConsumption()
    {
        var plan = (await PredictedDeployment.OrdinaryAsync()).The("Microsoft.Web/serverfarms");
        var site = await SiteAsync();

        Assert.Equal("""{"name":"FC1","tier":"FlexConsumption"}""", plan.Json("sku"));
        Assert.True(plan.Flag("properties.reserved"));
        Assert.Equal(plan.Id, site.Text("properties.serverFarmId"));
        Assert.Equal("functionapp,linux", site.Text("kind"));
        Assert.Equal("""{"name":"dotnet-isolated","version":"10.0"}""", site.Json("properties.functionAppConfig.runtime"));
    }

    [BicepFact]
    public async Task Site_HasNoPropertyThatFlexConsumptionRefuses()
    {
        var site = await SiteAsync();

        Assert.All(RefusedProperties, property => Assert.False(site.Has($"properties.siteConfig.{property}")));
    }

    [BicepFact]
    public async Task Site_HasNoSettingThatFlexConsumptionRefuses()
    {
        var site = await SiteAsync();

        Assert.All(RefusedSettings, prefix => Assert.DoesNotContain(
            site.AppSettings.Keys, name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && name != BodyLimit));
    }

    // The host would take 100 MB and hold them in memory before the app can reject them.
    [BicepFact]
    public async Task Host_TakesNoBody_ThatIsFarLargerThanTheAppDoes()
    {
        var limit = int.Parse((await SiteAsync()).AppSettings[BodyLimit], CultureInfo.InvariantCulture);

        Assert.InRange(limit, WebhookReceiver.MaxBodyLength + 1, 2 * WebhookReceiver.MaxBodyLength);
    }

    [BicepFact]
    public async Task WarmProcess_CanBeLeftUnused()
    {
        var cold = await PredictedDeployment.PredictAsync(TestDeployment.WithPassword, "param useWarmProcess = false");

        Assert.Equal("0", cold.The("Microsoft.Web/sites").AppSettings["WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED"]);
        Assert.DoesNotContain("WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED", (await SiteAsync()).AppSettings.Keys);
    }

    [BicepFact]
    public async Task Site_HasTheOneIdentity_ForVaultAndPackageAsWell()
    {
        var site = await SiteAsync();
        var identity = (await PredictedDeployment.OrdinaryAsync()).The("Microsoft.ManagedIdentity/userAssignedIdentities").Id;
        const string authentication = "properties.functionAppConfig.deployment.storage.authentication";

        Assert.Equal("UserAssigned", site.Text("identity.type"));
        Assert.Equal($$$"""{"{{{identity}}}":{}}""", site.Json("identity.userAssignedIdentities"));
        Assert.Equal(identity, site.Text("properties.keyVaultReferenceIdentity"));
        Assert.Equal($$"""{"type":"UserAssignedIdentity","userAssignedIdentityResourceId":"{{identity}}"}""", site.Json(authentication));
    }

    [BicepFact]
    public async Task Package_IsInTheContainerThatIsCreatedForIt()
    {
        var site = await SiteAsync();

        Assert.Equal("blobContainer", site.Text("properties.functionAppConfig.deployment.storage.type"));
        Assert.EndsWith(
            ".primaryEndpoints.blob, 'deployment-package')]",
            site.Text("properties.functionAppConfig.deployment.storage.value"),
            StringComparison.Ordinal);
    }

    [BicepTheory]
    [InlineData("blob")]
    [InlineData("queue")]
    [InlineData("table")]
    public async Task StorageConnection_IsAnAddressAndTheIdentity(string service)
    {
        var settings = (await SiteAsync()).AppSettings;

        Assert.EndsWith($".primaryEndpoints.{service}]", settings[$"AzureWebJobsStorage__{service}ServiceUri"], StringComparison.Ordinal);
        Assert.Equal("managedidentity", settings["AzureWebJobsStorage__credential"]);
        Assert.EndsWith(".clientId]", settings["AzureWebJobsStorage__clientId"], StringComparison.Ordinal);
        Assert.DoesNotContain("AzureWebJobsStorage", settings.Keys);
    }

    [BicepFact]
    public async Task Azd_FindsTheSiteByItsTag() =>
        Assert.Equal("functions", (await SiteAsync()).Text("tags.azd-service-name"));

    private static async Task<PredictedResource> SiteAsync() => (await PredictedDeployment.OrdinaryAsync()).The("Microsoft.Web/sites");
}
