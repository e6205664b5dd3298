namespace Stitchex.Functions.Configuration;

/// <summary>How to reach and to log in to the Stitchex API: the section <c>Stitchex:Api</c>.</summary>
public sealed class StitchexApiOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Stitchex:Api";

    /// <summary>Gets or sets the API's root. The default value is <c>https://api.uphance.com</c>, where Stitchex is hosted today.</summary>
    public Uri BaseAddress { get; set; } = new("https://api.uphance.com");

    /// <summary>Gets or sets the e-mail address of the login. Use one login per organisation: the current organisation is state on Stitchex's side.</summary>
    public string? Email { get; set; }

    /// <summary>Gets or sets the password of the login. In Azure, a Key Vault reference.</summary>
    public string? Password { get; set; }

    /// <summary>Gets or sets a fixed access token, used in place of <see cref="Email"/> and <see cref="Password"/>.</summary>
    public string? AccessToken { get; set; }

    /// <summary>Gets or sets the id of the organisation whose records are received, as <c>GET /organisations</c> lists it.</summary>
    [SettingRange(SectionName, "1", "9223372036854775807", IsRequired = true)]
    public long OrganisationId { get; set; }

    /// <summary>Gets or sets how long fetching one record may take, a login included. The default value is 30 seconds.</summary>
    [SettingRange(SectionName, "00:00:01", "00:05:00")]
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long one request may take until its response begins. The default value is 15 seconds.</summary>
    [SettingRange(SectionName, "00:00:01", "00:05:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Gets or sets how many requests one instance of the app may send in a minute. The default value is 600. Stitchex publishes no limit;
    /// with several instances, give each its share.
    /// </summary>
    [SettingRange(SectionName, "1", "100000")]
    public int RequestsPerMinute { get; set; } = 600;

    /// <summary>
    /// Gets or sets how many requests one instance of the app may have under way at once; further ones wait for one that ends. The default value is 16.
    /// </summary>
    [SettingRange(SectionName, "1", "1000")]
    public int MaxConcurrentRequests { get; set; } = 16;

    /// <summary>Gets or sets the largest response that is read, in bytes. The default value is 33,554,432 (32 MiB).</summary>
    [SettingRange(SectionName, "1024", "268435456")]
    public int MaxResponseBytes { get; set; } = 32 * 1024 * 1024;
}
