using Stitchex.Functions.Triggers;

namespace Stitchex.Functions.Tests.Infra;

public sealed class OutputsTests
{
    [BicepFact]
    public async Task WebhookUrl_IsGivenWithoutItsKey()
    {
        var url = (await PredictedDeployment.OrdinaryAsync()).Output("webhookUrl");

        Assert.StartsWith("[format('https://{0}/api/webhooks/stitchex', ", url, StringComparison.Ordinal);
        Assert.DoesNotContain("code=", url, StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task WebhookKey_IsPrintedByACommand()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();
        var app = deployment.The("Microsoft.Web/sites").Name;

        Assert.Equal(app, deployment.Output("functionAppName"));
        Assert.Equal(
            $"az functionapp function keys list --resource-group stitchex-test --name {app} "
            + $"--function-name {nameof(ReceiveWebhook)} --query default --output tsv",
            deployment.Output("webhookKeyCommand"));
    }

    [BicepFact]
    public async Task Dashboard_IsGivenWithoutAKey_AndTheOperatorsKeyByACommand()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();
        var url = deployment.Output("dashboardUrl");

        Assert.StartsWith("[format('https://{0}/api/dashboard', ", url, StringComparison.Ordinal);
        Assert.DoesNotContain("code=", url, StringComparison.Ordinal);
        Assert.Equal(
            $"az functionapp keys list --resource-group stitchex-test --name {deployment.Output("functionAppName")} --query functionKeys.default --output tsv",
            deployment.Output("operatorKeyCommand"));
    }
}
