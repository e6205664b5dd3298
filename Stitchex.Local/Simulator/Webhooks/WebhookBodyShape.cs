namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>How much of a record a create or update webhook carries.</summary>
internal enum WebhookBodyShape
{
    /// <summary>The whole record.</summary>
    Full,

    /// <summary>The whole record, its timestamps null.</summary>
    WithoutTimestamps,

    /// <summary>An object that holds the id only.</summary>
    IdOnly,

    /// <summary>The id itself in place of the object.</summary>
    BareId,

    /// <summary>The id under the resource's name followed by <c>_id</c>.</summary>
    IdBeside,

    /// <summary>The id at the top level.</summary>
    TopLevelId,
}
