using System.Collections.Immutable;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>The deployments that all tests look at: parameters, and a place that exists nowhere.</summary>
internal static class TestDeployment
{
    public const string Password = "correct horse battery staple";
    public const string AccessToken = "token-of-a-test";
    public const string DefaultParameters = "main.bicepparam";
    public const string PrivateParameters = "private.bicepparam";
    public const string MinimalParameters = "minimal.bicepparam";

    private const string ResourceGroup = "stitchex-test";
    private const string Location = "westeurope";
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

    /// <summary>Gets the environment of every option at once: it goes with <see cref="PrivateParameters"/>.</summary>
    public static ImmutableDictionary<string, string> WithPrivateNetwork { get; } = WithPassword.AddRange(new Dictionary<string, string>
    {
        ["STITCHEX_ALERT_EMAIL"] = "operators@example.com",
        ["STITCHEX_ALLOWED_IP_RANGES"] = "192.0.2.0/24,198.51.100.7/32",
        ["STITCHEX_PUBLISHING_IP_RANGES"] = "203.0.113.0/24",
    });

    /// <summary>Gets an environment without what no deployment goes without.</summary>
    public static ImmutableDictionary<string, string> Incomplete { get; } = WithPrivateNetwork.Remove("STITCHEX_EMAIL").SetItems(
        [new("STITCHEX_ALLOWED_IP_RANGES", ""), new("STITCHEX_PUBLISHING_IP_RANGES", "")]);

    /// <summary>Gets the environment that goes with a file of parameters.</summary>
    public static ImmutableDictionary<string, string> EnvironmentOf(string parameterFile) =>
        parameterFile == PrivateParameters ? WithPrivateNetwork : WithPassword;

    /// <summary>Evaluates a file of parameters, with its template.</summary>
    public static Task<BicepResult> EvaluateAsync(string parameterFile, IReadOnlyDictionary<string, string> environment) => BicepServer.SnapshotAsync(
        parameterFile,
        new { tenantId = TenantId, subscriptionId = SubscriptionId, resourceGroup = ResourceGroup, location = Location },
        environment);
}
