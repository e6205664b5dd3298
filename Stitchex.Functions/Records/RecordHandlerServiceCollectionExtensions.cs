using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Stitchex.Functions.Records;

/// <summary>Registers record handlers.</summary>
public static class RecordHandlerServiceCollectionExtensions
{
    /// <summary>Registers a handler. Handlers are called one after another, in the order of their registration; each change gets a new scope of services.</summary>
    /// <typeparam name="THandler">The handler's class. Renaming it makes it a new one, to which unfinished changes are handed again.</typeparam>
    /// <param name="services">The app's services.</param>
    /// <param name="resources">The resources whose records it wants, such as <c>invoice</c>; none for all.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRecordHandler<THandler>(this IServiceCollection services, params string[] resources)
        where THandler : class, IRecordHandler
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(resources);

        services.TryAddScoped<THandler>();
        return services.AddSingleton(new RecordHandlerRegistration(typeof(THandler), resources));
    }
}
