namespace Stitchex.Local.Hosting;

/// <summary>Waits for what starts a function, and starts it.</summary>
internal interface ITriggerListener
{
    /// <summary>Listens until the host stops and the work that was started has ended.</summary>
    Task RunAsync();
}
