using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Api;

/// <summary>Checks what attributes cannot say about <see cref="StitchexApiOptions"/>. No message repeats a secret.</summary>
internal sealed class StitchexApiOptionsValidation : IValidateOptions<StitchexApiOptions>
{
    private const string Section = StitchexApiOptions.SectionName;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StitchexApiOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        var address = options.BaseAddress;
        if (!(address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback)))
        {
            errors.AddError($"{Section}:BaseAddress is '{address}'. Set it to an https address; http is taken for this machine only.");
        }

        var hasToken = !string.IsNullOrEmpty(options.AccessToken);
        var hasEmail = !string.IsNullOrEmpty(options.Email);
        var hasPassword = !string.IsNullOrEmpty(options.Password);
        if (hasToken && (hasEmail || hasPassword))
        {
            errors.AddError($"{Section}:AccessToken and {Section}:Email or :Password are both set. Set either the token, or e-mail and password.");
        }
        else if (!hasToken && !(hasEmail && hasPassword))
        {
            var missing = (hasEmail, hasPassword) switch
            {
                (false, false) => $"{Section}:Email and {Section}:Password are missing",
                (false, true) => $"{Section}:Email is missing",
                _ => $"{Section}:Password is missing",
            };
            errors.AddError($"{missing}. Set both, or {Section}:AccessToken in their place.");
        }

        foreach (var (setting, value) in new[] { ("Password", options.Password), ("AccessToken", options.AccessToken) })
        {
            if (IsReference(value))
            {
                errors.AddError($"{Section}:{setting} is an unresolved Key Vault reference. Look at the app's identity, its role on the vault, and the secret's name.");
            }
        }

        if (hasToken && !AccessToken.CanBeSent(options.AccessToken!) && !IsReference(options.AccessToken))
        {
            errors.AddError($"{Section}:AccessToken holds a space, a line break or a character that is not ASCII, as no token does. Look for a line break at the end of the secret.");
        }

        if (hasPassword && options.Password!.AsSpan().ContainsAny('\r', '\n'))
        {
            errors.AddError($"{Section}:Password holds a line break. Store the secret without one: a file often ends with it.");
        }

        return errors.Build();
    }

    private static bool IsReference(string? value) => value?.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>Checks the attributes of <see cref="StitchexApiOptions"/>; generated, so that nothing is reflected on at start-up.</summary>
[OptionsValidator]
internal sealed partial class StitchexApiOptionsAttributes : IValidateOptions<StitchexApiOptions>;
