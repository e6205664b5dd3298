namespace Stitchex.Functions.Configuration;

/// <summary>A system that gets changes of records: a section <c>Stitchex:Destinations:&lt;name&gt;</c>.</summary>
public sealed class DestinationOptions
{
    /// <summary>The name of the configuration section that holds one section per destination.</summary>
    public const string SectionName = "Stitchex:Destinations";

    /// <summary>Gets or sets what the destination is.</summary>
    public DestinationType? Type { get; set; }

    /// <summary>Gets the resources whose changes it gets: names (<c>invoice</c>), or all that begin alike (<c>sales_*</c>). The default is all.</summary>
    public IList<string> Resources { get; } = [];

    /// <summary>Gets the kinds of changes that it gets: <c>created</c>, <c>updated</c>, <c>deleted</c>. The default is all.</summary>
    public IList<string> Actions { get; } = [];

    /// <summary>Gets or sets what it gets of a record. The default value is the record itself.</summary>
    public DestinationContent Content { get; set; }

    /// <summary>
    /// Gets or sets a JavaScript function that gets a change and returns what is sent in place of the record, or null for nothing: a file beside the app
    /// (<c>Handlers/ledger.js</c>), or the function itself.
    /// </summary>
    public string? Script { get; set; }

    /// <summary>
    /// Gets or sets where it is: a webhook's or a storage queue's URL, the endpoint of an Event Grid topic, or the host of a Service Bus
    /// namespace.
    /// </summary>
    public string? Address { get; set; }

    /// <summary>Gets or sets the connection string of a storage account or a Service Bus namespace, in place of an address and the app's identity.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Gets or sets the name of the queue or topic: of Service Bus, and of a storage account with a connection string.</summary>
    public string? Queue { get; set; }

    /// <summary>Gets or sets the access key of an Event Grid topic, in place of the app's identity.</summary>
    public string? Key { get; set; }

    /// <summary>Gets or sets the secret that a webhook is signed with: <c>whsec_</c> and 24 to 64 bytes in Base64.</summary>
    public string? Secret { get; set; }

    /// <summary>Gets or sets the secret before, with which a webhook is signed, too, until its receiver knows the new one.</summary>
    public string? PreviousSecret { get; set; }

    /// <summary>
    /// Gets or sets how long one delivery may take. It has to be shorter than <see cref="ProcessingOptions.HandlerTimeout"/>. The default
    /// value is 15 seconds.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Gets or sets a value indicating whether a webhook's address may be one of a private network. The default value is
    /// <see langword="false"/>.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }
}
