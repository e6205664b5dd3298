using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Stitchex.Functions.Configuration;

/// <summary>Says between which values a setting may be, and says so with the setting's whole name and what was found.</summary>
/// <param name="section">The section of the setting.</param>
/// <param name="minimum">The lowest value, as it is written in settings.</param>
/// <param name="maximum">The highest value, as it is written in settings.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingRangeAttribute(string section, string minimum, string maximum) : ValidationAttribute
{
    /// <summary>Gets the section of the setting.</summary>
    public string Section { get; } = section;

    /// <summary>Gets the lowest value.</summary>
    public string Minimum { get; } = minimum;

    /// <summary>Gets the highest value.</summary>
    public string Maximum { get; } = maximum;

    /// <summary>Gets a value indicating whether the setting has no default value; its type's own (0) then stands for "missing".</summary>
    public bool IsRequired { get; init; }

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        ArgumentNullException.ThrowIfNull(value);

        var converter = TypeDescriptor.GetConverter(value.GetType());
        var isInRange = Comparer<object>.Default.Compare(value, converter.ConvertFromInvariantString(Minimum)) >= 0
            && Comparer<object>.Default.Compare(value, converter.ConvertFromInvariantString(Maximum)) <= 0;
        if (isInRange)
        {
            return ValidationResult.Success;
        }

        var found = IsRequired && value.Equals(Activator.CreateInstance(value.GetType())) ? "missing" : value;
        return new ValidationResult(string.Create(
            CultureInfo.InvariantCulture, $"{Section}:{validationContext.MemberName} is {found}. Set it to a value from {Minimum} to {Maximum}."));
    }
}
