using Microsoft.Extensions.DependencyInjection;

namespace Stitchex.Functions.Handlers;

/// <summary>Registers your handlers and the services that they need. This folder is yours: docs/handlers.md.</summary>
internal static class HandlerRegistration
{
    /// <summary>Adds your handlers, such as <c>services.AddRecordHandler&lt;PostInvoice&gt;("invoice")</c>.</summary>
    /// <param name="services">The app's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddHandlers(this IServiceCollection services)
    {
        return services;
    }
}
