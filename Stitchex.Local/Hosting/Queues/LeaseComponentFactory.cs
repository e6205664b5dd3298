using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Stitchex.Local.Hosting.Queues;

/// <summary>Has the listener take messages for another time than its fixed ten minutes: after a kill, nobody wants to wait for those.</summary>
internal sealed class LeaseComponentFactory(AzureComponentFactory inner, TimeSpan lease) : AzureComponentFactory
{
    /// <summary>Puts itself before the factory that makes the listener's clients.</summary>
    public static void Decorate(IServiceCollection services, TimeSpan lease)
    {
        var original = services.Last(service => service.ServiceType == typeof(AzureComponentFactory));
        services.Remove(original);
        services.AddSingleton<AzureComponentFactory>(provider => new LeaseComponentFactory(
            (AzureComponentFactory)(original.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, original.ImplementationType!)),
            lease));
    }

    public override TokenCredential CreateTokenCredential(IConfiguration configuration) => inner.CreateTokenCredential(configuration);

    public override object CreateClientOptions(Type optionsType, object serviceVersion, IConfiguration configuration)
    {
        var options = inner.CreateClientOptions(optionsType, serviceVersion, configuration);
        (options as ClientOptions)?.AddPolicy(new LeasePolicy(lease), HttpPipelinePosition.PerCall);
        return options;
    }

    public override object CreateClient(Type clientType, IConfiguration configuration, TokenCredential credential, object clientOptions) =>
        inner.CreateClient(clientType, configuration, credential, clientOptions);

    private sealed class LeasePolicy(TimeSpan lease) : HttpPipelineSynchronousPolicy
    {
        private const string Fixed = "visibilitytimeout=600";

        private readonly string _replacement = $"visibilitytimeout={lease.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)}";

        public override void OnSendingRequest(HttpMessage message)
        {
            var query = message.Request.Uri.Query;
            if (query.Contains(Fixed, StringComparison.Ordinal))
            {
                message.Request.Uri.Query = query.Replace(Fixed, _replacement, StringComparison.Ordinal);
            }
        }
    }
}
