namespace Stitchex.Local.Simulator.Records;

/// <summary>In what order a list has its records; nobody has shown which it is.</summary>
internal enum ListOrder
{
    /// <summary>What was created first comes first.</summary>
    OldestFirst,

    /// <summary>What was created last comes first: what is created while the list is read moves all others on.</summary>
    NewestFirst,

    /// <summary>In an order that looks like chance, the same for each page.</summary>
    Shuffled,

    /// <summary>What was changed last comes first: what is changed while the list is read moves to a page that was read.</summary>
    LastChangedFirst,
}
