using System.Collections.Immutable;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>The deployment that all tests look at: parameters, and a place that exists nowhere.</summary>
internal static class TestDeployment
{
    public const string Password = "correct horse battery staple";
    public const string AccessToken = "token-of-a-test";

    private const string ResourceGroup = "stitchex-test";
    private const string SubscriptionId = "11111111-1111-1111-1111-111111111111";
    private const string TenantId = "22222222-2222-2222-2222-222222222222";

    public static ImmutableDictionary<string, string> WithPassword { get; } = new Dictionary<string, string>
    {
        ["STITCHEX_ORGANISATION_ID"] = "9579",
        ["STITCHEX_EMAIL"] = "receiver@example.com",
        ["STITCHEX_PASSWORD"] = Password,
    }.ToImmutableDictionary();

    public static ImmutableDictionary<string, string> WithAccessToken { get; } = new Dictionary<string, string>
    {
        ["STITCHEX_ORGANISATION_ID"] = "9579",
        ["STITCHEX_SIGN_IN_WITH"] = "accessToken",
        ["STITCHEX_ACCESS_TOKEN"] = AccessToken,
    }.ToImmutableDictionary();

    public static Task<BicepResult> SnapshotAsync(string mode, string parameterFile, IReadOnlyDictionary<string, string> environment) =>
        BicepCli.RunAsync(
            environment, "snapshot", parameterFile, "--mode", mode, "--tenant-id", TenantId, "--subscription-id", SubscriptionId,
            "--resource-group", ResourceGroup, "--location", "westeurope");
}
