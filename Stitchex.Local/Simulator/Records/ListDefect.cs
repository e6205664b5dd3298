namespace Stitchex.Local.Simulator.Records;

/// <summary>What can be wrong with a list.</summary>
internal enum ListDefect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The resource has no list: 404.</summary>
    Missing,

    /// <summary>Each page is the first one.</summary>
    IgnoresPage,

    /// <summary>The last page comes again for ever, and always names a next one.</summary>
    NeverEnds,

    /// <summary>Its items carry no id.</summary>
    WithoutIds,

    /// <summary>The response is the list itself, without an envelope, and says nothing of pages.</summary>
    Bare,

    /// <summary>Every tenth record of a page is left out, and counted all the same.</summary>
    TooShort,
}
