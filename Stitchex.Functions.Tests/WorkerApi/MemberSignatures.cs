using System.Globalization;
using System.Reflection;

namespace Stitchex.Functions.Tests.WorkerApi;

/// <summary>Writes what a type shows to code outside of its assembly, one line a member, so that two assemblies can be compared.</summary>
public static class MemberSignatures
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Writes the type itself and its public and protected members.</summary>
    public static IEnumerable<string> Of(Type type)
    {
        yield return $"{type.FullName}: {Kind(type)}{Usage(type)}";

        if (type.IsEnum)
        {
            foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
            {
                var value = Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture);
                yield return $"{type.FullName}: {field.Name} = {value}";
            }

            yield break;
        }

        foreach (var member in type.GetMembers(Declared))
        {
            if (Describe(member) is { } description)
            {
                yield return $"{type.FullName}: {description}";
            }
        }
    }

    private static string Kind(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => $"enum of {Enum.GetUnderlyingType(type)}",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };

        return type.BaseType is { } baseType && type.IsClass ? $"{kind} : {baseType}" : kind;
    }

    private static string Usage(Type type) =>
        type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false) is { } usage ? $" on {usage.ValidOn}" : "";

    private static string? Describe(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor when IsVisible(constructor) =>
            $"{Modifiers(constructor)} .ctor({Parameters(constructor)})",
        MethodInfo { IsSpecialName: false } method when IsVisible(method) =>
            $"{Modifiers(method)} {Text(Nullability.Create(method.ReturnParameter))} {method.Name}({Parameters(method)})",
        PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsVisible) =>
            $"{Modifiers(property.GetMethod!)} {Text(Nullability.Create(property))} {property.Name} {{ {Accessors(property)} }}",
        FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly =>
            $"field {field.FieldType} {field.Name}",
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Modifiers(MethodBase method)
    {
        var access = method.IsPublic ? "public" : "protected";

        return method switch
        {
            { IsStatic: true } => $"{access} static",
            { IsAbstract: true } => $"{access} abstract",
            { IsVirtual: true } => $"{access} virtual",
            _ => access,
        };
    }

    private static string Accessors(PropertyInfo property) =>
        string.Join(' ', property.GetAccessors(nonPublic: true).Where(IsVisible).Select(accessor => accessor.Name[..3] + ";"));

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
    {
        var prefix = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var suffix = parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "";
        return $"{prefix}{Text(Nullability.Create(parameter))} {parameter.Name}{suffix}";
    }));

    private static string Text(NullabilityInfo info)
    {
        var mark = info.ReadState == NullabilityState.Nullable && !info.Type.IsValueType ? "?" : "";
        return info.GenericTypeArguments.Length == 0
            ? info.Type + mark
            : $"{info.Type.GetGenericTypeDefinition().FullName}<{string.Join(", ", info.GenericTypeArguments.Select(Text))}>{mark}";
    }
}
