using System.Xml.Linq;

namespace Stitchex.Functions.Tests.Deployment;

/// <summary>What a publish takes along beside the app, which only the project file decides.</summary>
public sealed class PublishedFilesTests
{
    // The host writes a default one where it finds none, and our queue settings are gone.
    [Fact]
    public void HostJson_IsPublished() => Assert.Equal("PreserveNewest", CopyToPublishDirectory("../host.json"));

    [Fact]
    public void LocalSettings_StayHere() => Assert.Equal("Never", CopyToPublishDirectory("../local.settings.json"));

    private static string? CopyToPublishDirectory(string file) =>
        XDocument.Load(Path.Combine(RepositoryFiles.Root, "Stitchex.Functions", "Stitchex.Functions.csproj")).Descendants("None")
            .Single(item => (string?)item.Attribute("Include") == file)
            .Attribute("CopyToPublishDirectory")?.Value;
}
