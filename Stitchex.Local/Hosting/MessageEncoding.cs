namespace Stitchex.Local.Hosting;

/// <summary>How the body of a queue message is encoded.</summary>
internal enum MessageEncoding
{
    /// <summary>The text itself.</summary>
    None,

    /// <summary>The UTF-8 bytes of the text in Base64.</summary>
    Base64,
}
