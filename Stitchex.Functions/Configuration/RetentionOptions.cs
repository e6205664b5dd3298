using Microsoft.Extensions.Options;

namespace Stitchex.Functions.Configuration;

/// <summary>How long events are kept: the section <c>Stitchex:Retention</c>.</summary>
public sealed class RetentionOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Stitchex:Retention";

    /// <summary>
    /// Gets or sets for how many days events are kept that need no attention. Equal deliveries are told apart for as long, and Stitchex repeats them for two days.
    /// The default value is 30.
    /// </summary>
    [SettingRange(SectionName, "7", "3650")]
    public int Days { get; set; } = 30;

    /// <summary>
    /// Gets or sets for how many days quarantined bodies and messages are kept that nobody removes. The default value is 90.
    /// </summary>
    [SettingRange(SectionName, "7", "3650")]
    public int QuarantineDays { get; set; } = 90;
}

/// <summary>Checks the attributes of <see cref="RetentionOptions"/>; generated, so that nothing is reflected on at start-up.</summary>
[OptionsValidator]
internal sealed partial class RetentionOptionsAttributes : IValidateOptions<RetentionOptions>;
