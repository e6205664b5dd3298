using System.Reflection;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Tests.Configuration;

/// <summary>The settings that the app reads: the properties of its options classes.</summary>
internal static class KnownSettings
{
    private const string SectionField = nameof(ResourceOptions.SectionName);

    /// <summary>Gets the options classes by their sections. That of <see cref="ResourceOptions"/> has one section for each resource below it.</summary>
    public static IReadOnlyDictionary<string, Type> Sections { get; } = typeof(StitchexOptions).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(StitchexOptions).Namespace && type.GetField(SectionField) is { IsLiteral: true })
        .ToDictionary(type => (string)type.GetField(SectionField)!.GetRawConstantValue()!);

    /// <summary>Gets all of them as <c>Stitchex:Section:Key</c>: lists without their numbers, resources without their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Sections.SelectMany(section => Properties(section.Value).Select(property => $"{section.Key}:{property.Name}"))
            .Where(name => name != ResourceOptions.SectionName)
            .Order(),
    ];

    /// <summary>Lists the settings of one options class.</summary>
    public static IEnumerable<PropertyInfo> Properties(Type options) => options.GetProperties(BindingFlags.Public | BindingFlags.Instance);
}
