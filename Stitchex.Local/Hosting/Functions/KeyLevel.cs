namespace Stitchex.Local.Hosting.Functions;

/// <summary>The key that an HTTP function asks for.</summary>
internal enum KeyLevel
{
    /// <summary>None.</summary>
    Anonymous,

    /// <summary>The function's own, or the host's.</summary>
    Function,

    /// <summary>The master key.</summary>
    Admin,
}
