using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Stitchex.Functions.Configuration;

/// <summary>Reads settings into options one by one, so that one which cannot be read is reported together with all other errors, and hides none of them.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
internal sealed class SettingsBinding<TOptions>(IConfiguration configuration, string sectionName) : IConfigureOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class
{
    private readonly List<string> _errors = [];

    /// <inheritdoc/>
    public void Configure(TOptions options)
    {
        var section = configuration.GetSection(sectionName);
        foreach (var property in typeof(TOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (!property.CanWrite)
            {
                section.GetSection(property.Name).Bind(property.GetValue(options));
            }
            else if (section[property.Name] is { Length: > 0 } text)
            {
                Set(options, property, section, text);
            }
        }
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TOptions options) => _errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_errors);

    private void Set(TOptions options, PropertyInfo property, IConfigurationSection section, string text)
    {
        try
        {
            property.SetValue(options, section.GetValue(property.PropertyType, property.Name) is var value && IsNamed(value) ? value : throw new InvalidOperationException());
        }
        catch (InvalidOperationException)
        {
            _errors.Add($"{sectionName}:{property.Name} is '{text}', which cannot be read as {Describe(property.PropertyType)}.");

            // Found, so it must not be reported as missing, too.
            if (property.GetCustomAttribute<SettingRangeAttribute>() is { IsRequired: true } range)
            {
                property.SetValue(options, Convert.ChangeType(range.Minimum, property.PropertyType, CultureInfo.InvariantCulture));
            }
        }
    }

    // A number stands for a choice, too, even for none that there is.
    private static bool IsNamed(object? value) => value is not Enum choice || Enum.IsDefined(choice.GetType(), choice);

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } options => $"one of {string.Join(", ", Enum.GetNames(options))}. Set it to one",
        _ when type == typeof(TimeSpan) => "a duration. Set it to days.hours:minutes:seconds, such as 00:00:30",
        _ when type == typeof(bool) => "a choice. Set it to true or false",
        _ when type == typeof(Uri) => "an address. Set it to one such as https://api.uphance.com",
        _ => "a whole number. Set it to one",
    };
}
