using System.Text.RegularExpressions;

namespace Stitchex.Functions.Tests.Layout;

/// <summary>Keeps the folders in one direction, and files short enough to be read.</summary>
public sealed partial class FolderTests
{
    private const int MostLines = 300;

    // Each may use those before it. Only Operations has folders that use each other: they are one book.
    private static readonly string[] App =
    [
        "Configuration", "Events", "Telemetry", "Protocol", "Storage", "Api", "Receiving", "Records", "Destinations", "Processing", "Operations", "Dashboard",
        "Triggers", "Composition", "Handlers",
    ];

    private static readonly string[] Local =
        ["Simulator", "Storage", "Destinations", "Hosting", "Stack", "Operator", "Lab", "Demo", "Chaos", "Load", "Soak", "Commands"];

    private static readonly string[] Runs = ["Demo", "Chaos", "Load", "Soak"];

    public static TheoryData<string, string[]> Projects => new() { { "Stitchex.Functions", App }, { "Stitchex.Local", Local } };

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_UseOnlyThoseBeforeThem(string project, string[] order)
    {
        var uses = Files(project).Where(file => file.Folder is not null).SelectMany(file => UsingOf(project).Matches(file.Text).Select(use => (file.Folder, Used: use.Groups[1].Value, file.Name)));

        Assert.Empty(uses.Where(use => Array.IndexOf(order, use.Used) > Array.IndexOf(order, use.Folder)).Select(use => $"{use.Name} uses {use.Used}"));
    }

    [Fact]
    public void Runs_ShareTheLab_AndUseNoOther()
    {
        var uses = Files("Stitchex.Local")
            .Where(file => file.Folder is { } folder && Runs.Contains(folder))
            .SelectMany(file => UsingOf("Stitchex.Local").Matches(file.Text).Select(use => (file.Name, Used: use.Groups[1].Value)));

        Assert.DoesNotContain(uses, use => Runs.Contains(use.Used));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_AreKnown(string project, string[] order) =>
        Assert.Equal(order.Order(), Files(project).Select(file => file.Folder).OfType<string>().Distinct().Order());

    [Theory]
    [InlineData("Stitchex.Functions")]
    [InlineData("Stitchex.Local")]
    [InlineData("Stitchex.Functions.Tests")]
    [InlineData("Stitchex.Functions.Benchmarks")]
    public void Files_AreShort(string project) =>
        Assert.Empty(Files(project).Where(file => file.Text.AsSpan().Count('\n') > MostLines).Select(file => file.Name));

    [Fact]
    public void Types_AreNamedOnce()
    {
        string[] projects = ["Stitchex.Functions", "Stitchex.Local", "Stitchex.Functions.Tests", "Stitchex.Functions.Benchmarks"];
        var types = projects.SelectMany(Files)
            .SelectMany(file => Declaration().Matches(file.Text).Select(type => (Name: type.Groups[1].Value, Where: Namespace().Match(file.Text).Groups[1].Value)))
            .Distinct();

        Assert.Empty(types.GroupBy(type => type.Name).Where(named => named.Count() > 1).Select(named => $"{named.Key} in {string.Join(" and ", named.Select(type => type.Where))}"));
    }

    private static IEnumerable<(string Name, string? Folder, string Text)> Files(string project)
    {
        var root = Path.Combine(RepositoryFiles.Root, project);
        foreach (var path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var parts = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar);
            if (!parts.Contains("bin") && !parts.Contains("obj"))
            {
                yield return (string.Join('/', parts), parts.Length > 1 ? parts[0] : null, File.ReadAllText(path));
            }
        }
    }

    private static Regex UsingOf(string project) => new($@"^using {Regex.Escape(project)}\.(\w+)", RegexOptions.Multiline | RegexOptions.CultureInvariant);

    [GeneratedRegex(@"^(?:public |internal |file )?(?:static |sealed |abstract |partial |readonly |ref )*(?:record struct|record class|record|class|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
