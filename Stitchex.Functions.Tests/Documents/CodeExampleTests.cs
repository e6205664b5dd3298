using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Stitchex.Functions.Tests.Documents;

/// <summary>The C# in README.md and docs/ compiles, with the usings that it shows and those that the SDK adds.</summary>
public sealed partial class CodeExampleTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // What tests of handlers have at hand, in a project that this one does not reference.
    private const string SampleChange = "Stitchex.Functions.Handlers.Tests/SampleChange.cs";

    public static TheoryData<string> Documents =>
        new(["README.md", .. RepositoryFiles.Below("docs").Where(file => file.EndsWith(".md", StringComparison.Ordinal)).Select(file => $"docs/{file}")]);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Examples_Compile(string document)
    {
        var examples = ExamplesOf(document);
        var compilation = CSharpCompilation.Create(
            "Examples",
            examples.Append(ImplicitUsings).Append(Read(SampleChange)).Select(code => CSharpSyntaxTree.ParseText(code)),
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void ReadmeAndHandlers_HaveExamples()
    {
        Assert.Single(ExamplesOf("README.md"));
        Assert.Equal(3, ExamplesOf("docs/handlers.md").Count);
    }

    private static List<string> ExamplesOf(string document) =>
        [.. Example.Matches(Read(document)).Select(match => match.Groups["code"].Value)];

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, path));

    // Everything that this test runs with: the framework, the app, and the packages of both.
    private static IEnumerable<PortableExecutableReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));

    [GeneratedRegex("^```csharp$(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example { get; }
}
