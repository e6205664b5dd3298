using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>One browser for all tests of the run; each test has a context of its own in it. It ends with the test process.</summary>
internal static class SharedBrowser
{
    // What is waited for comes at once, but perhaps on a machine that has much else to do.
    private const float Patience = 120_000;

    private static readonly Lazy<Task<IBrowser>> Started = new(StartAsync);

    /// <summary>Opens what a new window is to a person: no storage, no cache, nothing of other tests.</summary>
    /// <param name="width">The width of the screen.</param>
    /// <param name="height">Its height.</param>
    /// <param name="isDark">Whether the person prefers dark colours.</param>
    public static async Task<IBrowserContext> NewContextAsync(int width = 1280, int height = 900, bool isDark = false) =>
        await (await Started.Value).NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            TimezoneId = "Europe/Berlin",
        });

    private static async Task<IBrowser> StartAsync()
    {
        var path = SystemChromium.ExecutablePath ?? throw new InvalidOperationException($"The dashboard cannot be opened: {SystemChromium.Remedy}");
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,

            // Chromium rejects to start as root with its sandbox, and build containers run as root.
            Args = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
        });
    }
}
