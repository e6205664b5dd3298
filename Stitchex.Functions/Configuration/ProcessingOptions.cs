namespace Stitchex.Functions.Configuration;

/// <summary>How events are processed, retried and dead-lettered: the section <c>Stitchex:Processing</c>.</summary>
public sealed class ProcessingOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Stitchex:Processing";

    /// <summary>Gets or sets the delay before the first retry; each further one doubles it. The default value is 10 seconds.</summary>
    [SettingRange(SectionName, "00:00:00.001", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the longest delay between two attempts. The default value is one hour.</summary>
    [SettingRange(SectionName, "00:00:00.001", "1.00:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets the longest <c>Retry-After</c> that is obeyed for status 429. The default value is six hours.</summary>
    [SettingRange(SectionName, "00:00:01", "1.00:00:00")]
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromHours(6);

    /// <summary>
    /// Gets or sets the longest <c>Retry-After</c> that is obeyed for a failure (408, 5xx). It is short, because a failure may concern one
    /// record, and all requests wait. The default value is five minutes.
    /// </summary>
    [SettingRange(SectionName, "00:00:01", "1.00:00:00")]
    public TimeSpan MaxFailureRetryAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Gets or sets for how long the API may lag behind its own webhooks: a record that is not found, that is older than its event, or that is found
    /// though it was deleted is asked for again until then. The default value is 10 minutes.
    /// </summary>
    [SettingRange(SectionName, "00:00:00", "1.00:00:00")]
    public TimeSpan LagWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Gets or sets how long after an event was opened the API is asked once more, where no version tells whether it was a moment behind
    /// the first time. It should be longer than the API usually lags. Zero is off: such an event may then miss a change. The default value
    /// is one minute.
    /// </summary>
    [SettingRange(SectionName, "00:00:00", "1.00:00:00")]
    public TimeSpan SecondLook { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets or sets a value indicating whether the API is asked before the deletion of a record is delivered that was delivered before.
    /// Without it, whoever knows the webhook's address can have any record deleted downstream. The default value is <see langword="true"/>.
    /// </summary>
    public bool VerifyDeletes { get; set; } = true;

    /// <summary>Gets or sets how long after its first error an event is dead-lettered, counted since it was last opened. The default value is 48 hours.</summary>
    [SettingRange(SectionName, "00:00:01", "30.00:00:00")]
    public TimeSpan RetryWindow { get; set; } = TimeSpan.FromHours(48);

    /// <summary>Gets or sets how long one handler may take for one change. The default value is one minute.</summary>
    [SettingRange(SectionName, "00:00:00.100", "00:30:00")]
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets or sets for how long a record is reserved for the attempt that works on it. It has to outlast <see cref="StitchexApiOptions.FetchTimeout"/>
    /// and <see cref="HandlerTimeout"/> together. The default value is three minutes.
    /// </summary>
    [SettingRange(SectionName, "00:00:01", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Gets or sets how long to wait before a record that another attempt works on is tried again; it grows with each wait. The default value is 3 seconds.</summary>
    [SettingRange(SectionName, "00:00:00.001", "00:05:00")]
    public TimeSpan LockedRecordDelay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Gets or sets how long a message waits in the function while requests are held back (the API asked for it, or keeps failing) or
    /// processing is paused, before it is returned to the queue. The default value is one minute.
    /// </summary>
    [SettingRange(SectionName, "00:00:00", "00:30:00")]
    public TimeSpan MaxThrottleWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how long a message waits while processing is paused. The default value is 5 minutes.</summary>
    [SettingRange(SectionName, "00:00:00.001", "01:00:00")]
    public TimeSpan PauseDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets for how long the result of "is processing paused?" is remembered. The default value is 15 seconds.</summary>
    [SettingRange(SectionName, "00:00:00", "00:05:00")]
    public TimeSpan PauseCacheTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets the longest random wait before an event is tried again whose attempts keep killing the process. The default value is 5 minutes.</summary>
    [SettingRange(SectionName, "00:00:00", "01:00:00")]
    public TimeSpan CrashDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Gets or sets at how many attempts in a row that were cut off by a crash the event is dead-lettered. The default value is 5.
    /// </summary>
    [SettingRange(SectionName, "1", "100")]
    public int MaxCrashes { get; set; } = 5;

    /// <summary>Gets or sets how long after it was due an event counts as overdue, and its current message is resent. The default value is 15 minutes.</summary>
    [SettingRange(SectionName, "00:00:01", "1.00:00:00")]
    public TimeSpan OverdueThreshold { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets how often at most the message of one overdue event is resent. The default value is one hour.</summary>
    [SettingRange(SectionName, "00:00:01", "1.00:00:00")]
    public TimeSpan ResendInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets how long a message waits that the host had moved to the poison queue, before it is tried again. The default value is one minute.</summary>
    [SettingRange(SectionName, "00:00:00", "1.00:00:00")]
    public TimeSpan PoisonRetryDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets the paths inside records that do not make a change: dotted names from the record's root, through arrays as if they were their items
    /// (<c>variations.skus.in_stock</c>). The default is none.
    /// </summary>
    public IList<string> IgnoredPaths { get; } = [];
}
