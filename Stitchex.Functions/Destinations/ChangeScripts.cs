using System.Runtime.CompilerServices;

namespace Stitchex.Functions.Destinations;

/// <summary>Makes scripts. What runs them is loaded with the first one.</summary>
internal static class ChangeScripts
{
    /// <summary>Prepares the script that a setting names.</summary>
    /// <exception cref="ScriptException">It is not there, does not parse, or exports no function.</exception>
    public static IChangeScript Load(string setting) => Prepare(ScriptSource.Read(setting, AppContext.BaseDirectory));

    /// <summary>Prepares a script.</summary>
    /// <exception cref="ScriptException">It does not parse, or exports no function.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IChangeScript Prepare(ScriptSource source) => new JintScript(source);
}
