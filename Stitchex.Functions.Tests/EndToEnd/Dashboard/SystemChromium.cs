namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>The Chromium, or a browser made of it, that is installed on this machine.</summary>
internal static class SystemChromium
{
    /// <summary>What to do where there is none.</summary>
    public const string Remedy =
        "no Chromium, Chrome or Edge was found. Install one: 'apt-get install chromium-headless-shell' on Debian, 'brew install --cask chromium' on macOS.";

    // The shell renders as the browser does, in a third of its processor time: nothing is drawn on a screen that nobody sees.
    private static readonly string[] Commands =
        ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome.exe", "msedge.exe"];

    private static readonly string[] Applications =
    [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        Windows(Environment.SpecialFolder.ProgramFiles, "Google/Chrome"),
        Windows(Environment.SpecialFolder.ProgramFilesX86, "Google/Chrome"),
        Windows(Environment.SpecialFolder.LocalApplicationData, "Google/Chrome"),
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), "Microsoft/Edge/Application/msedge.exe"),
    ];

    /// <summary>Gets where it is; null where there is none.</summary>
    public static string? ExecutablePath { get; } = Candidates().FirstOrDefault(File.Exists);

    /// <summary>Gets a value indicating whether tests are left out: there is none, and this is nobody's build machine, where it has to be there.</summary>
    public static bool IsMissingOnALaptop => ExecutablePath is null && Environment.GetEnvironmentVariable("CI") is not "true";

    private static IEnumerable<string> Candidates() =>
        (from command in Commands
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
         select Path.Combine(folder, command))
        .Concat(Applications);

    private static string Windows(Environment.SpecialFolder folder, string product) =>
        Path.Combine(Environment.GetFolderPath(folder), product, "Application/chrome.exe");
}
