using YamlDotNet.RepresentationModel;

namespace Stitchex.Functions.Tests.Deployment;

/// <summary>A YAML file of the repository.</summary>
internal static class YamlFile
{
    public static YamlMappingNode Read(string path)
    {
        using var reader = File.OpenText(Path.Combine(RepositoryFiles.Root, path));
        var stream = new YamlStream();
        stream.Load(reader);
        return Assert.IsType<YamlMappingNode>(stream.Documents.Single().RootNode);
    }

    /// <summary>The text at a path of names and numbers.</summary>
    public static string Text(this YamlNode node, params ReadOnlySpan<string> path) => Assert.IsType<YamlScalarNode>(node.At(path)).Value!;

    /// <summary>The node at a path of names.</summary>
    public static YamlNode At(this YamlNode node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = node[name];
        }

        return node;
    }

    /// <summary>All scalars below a key of this name, wherever it stands.</summary>
    public static IEnumerable<string> AllOf(this YamlNode node, string key) => node.AllNodes.OfType<YamlMappingNode>()
        .Where(mapping => mapping.Children.ContainsKey(key))
        .Select(mapping => mapping[key])
        .OfType<YamlScalarNode>()
        .Select(scalar => scalar.Value!);
}
