using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Stitchex.Local.Hosting;

/// <summary>Prepares the app's services and settings, as the worker's own builder does in the app's process.</summary>
internal static class AppBuilder
{
    /// <summary>Makes a builder that the app has registered its services with.</summary>
    public static HostApplicationBuilder Create(FunctionsHostOptions options, HostJson hostJson)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new()
        {
            EnvironmentName = options.Settings.GetValueOrDefault("AZURE_FUNCTIONS_ENVIRONMENT") ?? Environments.Development,
            ContentRootPath = AppContext.BaseDirectory,
        });

        // In Azure the settings are environment variables; this is what the provider for those makes of their names.
        builder.Configuration.AddInMemoryCollection(options.Settings.Select(
            setting => KeyValuePair.Create<string, string?>(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value)));

        builder.ConfigureContainer(new DefaultServiceProviderFactory(new() { ValidateOnBuild = true, ValidateScopes = true }));
        builder.Logging.AddConfiguration(hostJson.Logging);
        options.ConfigureLogging(builder.Logging);

        // Its lines on requests hold their URLs, and those hold keys.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddSingleton(options.TimeProvider);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        options.ConfigureApp(builder);

        return builder;
    }
}
