using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using static Stitchex.Functions.Configuration.DestinationType;

namespace Stitchex.Functions.Destinations;

/// <summary>Checks destinations. It hangs on <see cref="StitchexOptions"/>, whose section holds theirs. No message repeats a secret.</summary>
internal sealed class DestinationsValidation(DestinationCatalogue destinations, IOptions<ProcessingOptions> processing) : IValidateOptions<StitchexOptions>
{
    private const string Webhooks = "https://erp.example.com/hooks; http is taken for this machine only";
    private const string SecretFormat = "whsec_ and 24 to 64 bytes in Base64";

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);

    // What each type takes beside what all take.
    private static readonly Dictionary<string, DestinationType[]> Takers = new()
    {
        [nameof(DestinationOptions.ConnectionString)] = [StorageQueue, ServiceBus],
        [nameof(DestinationOptions.Queue)] = [StorageQueue, ServiceBus],
        [nameof(DestinationOptions.Key)] = [EventGrid],
        [nameof(DestinationOptions.Secret)] = [Webhook],
        [nameof(DestinationOptions.PreviousSecret)] = [Webhook],
        [nameof(DestinationOptions.AllowPrivateAddresses)] = [Webhook],
    };

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StitchexOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        foreach (var error in destinations.Errors.Concat(destinations.All.SelectMany(ErrorsOf)))
        {
            errors.AddError(error);
        }

        return errors.Build();
    }

    private IEnumerable<string> ErrorsOf(Destination destination)
    {
        var (section, options) = ($"{DestinationOptions.SectionName}:{destination.Name}", destination.Options);
        if (!KeyPart.IsName(destination.Name))
        {
            yield return $"{section} is not a destination's name. Use lower-case letters, digits and underscores, 64 at most.";
        }

        if (options.Timeout < ShortestTimeout || options.Timeout >= HandlerTimeout())
        {
            yield return $"{section}:Timeout is {options.Timeout}. Set it to a value from {ShortestTimeout} to less than {ProcessingOptions.SectionName}:HandlerTimeout ({HandlerTimeout()}).";
        }

        foreach (var (index, action) in options.Actions.Index().Where(action => !DestinationKind.All.Contains(action.Item)))
        {
            yield return $"{section}:Actions:{index} is '{action}'. Set it to one of {string.Join(", ", DestinationKind.All)}.";
        }

        foreach (var (index, resource) in options.Resources.Index().Where(resource => !KeyPart.IsName(NameIn(resource.Item))))
        {
            yield return $"{section}:Resources:{index} is '{resource}'. Set it to a resource's name (invoice), or to all that begin alike (sales_*).";
        }

        if (ErrorOfScript(options) is { } wrong)
        {
            yield return $"{section}:Script {wrong}";
        }

        foreach (var error in SecretsOf(options).Where(secret => IsReference(secret.Value)).Select(secret => secret.Name))
        {
            yield return $"{section}:{error} is an unresolved Key Vault reference. Look at the app's identity, its role on the vault, and the secret's name.";
        }

        if (options.Type is not { } type)
        {
            // One that cannot be read is told of by itself.
            if (!destinations.Errors.Any(error => error.StartsWith($"{section}:Type is ", StringComparison.Ordinal)))
            {
                yield return $"{section}:Type is missing. Set it to one of {string.Join(", ", Enum.GetNames<DestinationType>())}.";
            }

            yield break;
        }

        foreach (var setting in Given(options).Where(setting => !Takers[setting].Contains(type)))
        {
            yield return $"{section}:{setting} does nothing for a destination of type {type}. Remove it.";
        }

        foreach (var error in type switch
        {
            Webhook => ErrorsOfWebhook(options),
            EventGrid => ErrorsOfTopic(options),
            ServiceBus => ErrorsOfServiceBus(options),
            _ => ErrorsOfQueue(options),
        })
        {
            yield return $"{section}:{error}";
        }
    }

    private static string? ErrorOfScript(DestinationOptions options)
    {
        if (string.IsNullOrEmpty(options.Script))
        {
            return null;
        }

        if (options.Content == DestinationContent.Reference)
        {
            return "returns what is sent, so Content=Reference does nothing. Remove one of them.";
        }

        try
        {
            ChangeScripts.Load(options.Script);
            return null;
        }
        catch (ScriptException e)
        {
            return e.Message;
        }
    }

    private static IEnumerable<string> ErrorsOfWebhook(DestinationOptions options)
    {
        if (!IsReference(options.Address) && !IsUrl(options.Address))
        {
            yield return $"Address is missing, or not one that events can be posted to. Set it to one such as {Webhooks}.";
        }

        if (string.IsNullOrEmpty(options.Secret))
        {
            yield return $"Secret is missing. Set it to {SecretFormat}.";
        }

        foreach (var (name, value) in SecretsOf(options).Where(secret => secret.Name.EndsWith("Secret", StringComparison.Ordinal)))
        {
            if (!string.IsNullOrEmpty(value) && !IsReference(value) && WebhookSignature.KeyOf(value) is null)
            {
                yield return $"{name} is not a secret of Standard Webhooks. Set it to {SecretFormat}.";
            }
        }
    }

    private static IEnumerable<string> ErrorsOfTopic(DestinationOptions options)
    {
        if (!IsReference(options.Address) && !IsUrl(options.Address))
        {
            yield return "Address is missing, or not a topic's endpoint. Set it to one such as https://topic.westeurope-1.eventgrid.azure.net/api/events.";
        }
    }

    private static IEnumerable<string> ErrorsOfQueue(DestinationOptions options)
    {
        var hasConnection = !string.IsNullOrEmpty(options.ConnectionString);
        if (hasConnection == !string.IsNullOrEmpty(options.Address))
        {
            yield return "Address and ConnectionString are both set, or both missing. Set one of them.";
        }
        else if (!hasConnection && !IsReference(options.Address) && !IsQueueUrl(options.Address))
        {
            yield return "Address is not a queue's URL, or more than that. Set it to one such as https://account.queue.core.windows.net/queue.";
        }

        if (hasConnection == string.IsNullOrEmpty(options.Queue))
        {
            yield return hasConnection ? "Queue is missing. Set it to the queue's name." : "Queue does nothing beside Address, which names the queue. Remove it.";
        }
        else if (hasConnection && !IsReference(options.Queue) && !IsQueueName(options.Queue!))
        {
            yield return $"Queue is '{options.Queue}'. A queue's name has 3 to 63 lower-case letters, digits and single hyphens.";
        }

        if (hasConnection && !IsReference(options.ConnectionString) && !HasAny(options.ConnectionString!, "UseDevelopmentStorage=true", "AccountKey=", "SharedAccessSignature="))
        {
            yield return "ConnectionString is not one of a storage account: it has no AccountKey and no SharedAccessSignature.";
        }
    }

    private static IEnumerable<string> ErrorsOfServiceBus(DestinationOptions options)
    {
        var hasConnection = !string.IsNullOrEmpty(options.ConnectionString);
        if (hasConnection == !string.IsNullOrEmpty(options.Address))
        {
            yield return "Address and ConnectionString are both set, or both missing. Set one of them.";
        }
        else if (!hasConnection && !IsReference(options.Address) && Uri.CheckHostName(options.Address) != UriHostNameType.Dns)
        {
            yield return "Address is not a host's name. Set it to a namespace's, such as name.servicebus.windows.net.";
        }

        if (string.IsNullOrEmpty(options.Queue))
        {
            yield return "Queue is missing. Set it to the queue's or the topic's name.";
        }

        if (hasConnection && !IsReference(options.ConnectionString)
            && !(HasAny(options.ConnectionString!, "Endpoint=sb://") && HasAny(options.ConnectionString!, "SharedAccessKey=", "SharedAccessSignature=")))
        {
            yield return "ConnectionString is not one of a Service Bus namespace: it needs Endpoint=sb://… and SharedAccessKey or SharedAccessSignature.";
        }
    }

    private static IEnumerable<string> Given(DestinationOptions options) =>
        [.. SecretsOf(options).Append(("Queue", options.Queue)).Where(setting => setting.Item1 != "Address" && !string.IsNullOrEmpty(setting.Item2)).Select(setting => setting.Item1),
         .. options.AllowPrivateAddresses ? [nameof(options.AllowPrivateAddresses)] : Array.Empty<string>()];

    private static (string Name, string? Value)[] SecretsOf(DestinationOptions options) =>
    [
        ("Address", options.Address),
        ("ConnectionString", options.ConnectionString),
        ("Key", options.Key),
        ("Secret", options.Secret),
        ("PreviousSecret", options.PreviousSecret),
    ];

    private static bool IsUrl(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url.UserInfo.Length == 0
        && url.Fragment.Length == 0;

    // What follows a question mark gives access, which the app's identity does.
    private static bool IsQueueUrl(string? text) => IsUrl(text) && new Uri(text!) is { AbsolutePath.Length: > 1, Query.Length: 0 };

    private static bool HasAny(string text, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (text.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsQueueName(string name) =>
        name.Length is >= 3 and <= 63
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && !$"-{name}-".Contains("--", StringComparison.Ordinal);

    private static string NameIn(string resource) => resource.EndsWith("_*", StringComparison.Ordinal) ? resource[..^2] : resource;

    private static bool IsReference(string? value) => value?.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase) == true;

    // Its own errors are reported by its own validation; here its default stands in.
    private TimeSpan HandlerTimeout()
    {
        try
        {
            return processing.Value.HandlerTimeout;
        }
        catch (OptionsValidationException)
        {
            return new ProcessingOptions().HandlerTimeout;
        }
    }
}
