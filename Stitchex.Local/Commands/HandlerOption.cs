using System.CommandLine;

namespace Stitchex.Local.Commands;

/// <summary>The handler that something is redelivered to.</summary>
internal static class HandlerOption
{
    /// <summary>Makes the option.</summary>
    public static Option<string?> Create() => new("--handler")
    {
        Description = "The only handler that is to get it: the name of its class. Without it, all do.",
        HelpName = "name",
    };
}
