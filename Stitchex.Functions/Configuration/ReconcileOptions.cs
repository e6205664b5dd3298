namespace Stitchex.Functions.Configuration;

/// <summary>When what Stitchex has is compared with what was delivered: the section <c>Stitchex:Reconcile</c>.</summary>
public sealed class ReconcileOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Stitchex:Reconcile";

    /// <summary>
    /// Gets or sets when it is compared, as an NCRONTAB expression in UTC. The default value is null: only when somebody starts it.
    /// </summary>
    public string? Schedule { get; set; }

    /// <summary>Gets the resources that are compared by the schedule. The default is none, which stands for all that are known.</summary>
    public IList<string> Resources { get; } = [];
}
