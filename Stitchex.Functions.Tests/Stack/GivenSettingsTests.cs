using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Stack;

/// <summary>The app's settings that a person gives.</summary>
public sealed class GivenSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EnvironmentGoesBeforeTheFile_AndTheCommandBeforeBoth()
    {
        Write("""
            {
              "Values": {
                "Erp__BaseAddress": "file", "Stitchex:Processing:RetryDelay": "file", "Stitchex__Retention__Days": "file", "Other": "file"
              }
            }
            """);

        var given = Read(
            [
                ("STITCHEX__PROCESSING__RETRYDELAY", "environment"),
                ("Stitchex__Retention__Days", "environment"),
                ("Other", "environment"),
                ("Path", "environment"),
            ],
            ("stitchex:retention:days", "command"));

        Assert.Equal("file", given.Values["Erp__BaseAddress"]);
        Assert.Equal("environment", given.Values["Stitchex__Processing__RetryDelay"]);
        Assert.Equal("command", given.Values["Stitchex__Retention__Days"]);
        Assert.Equal("environment", given.Values["Other"]);
        Assert.Equal(4, given.Values.Count);
        Assert.Equal("local.settings.json, 3 from the environment, 1 from --set", given.Sources);
    }

    [Fact]
    public void StorageAndLogin_AreTakenFromTheCommandOnly()
    {
        Write("""
            {
              // As copied from a colleague.
              "Values": {
                "AzureWebJobsStorage": "real",
                "AzureWebJobsStorage__blobServiceUri": "real",
                "Stitchex__Api__BaseAddress": "real",
                "Stitchex:Api:Email": "real",
                "stitchex__api__password": "real",
                "Stitchex__Api__AccessToken": "real",
                "Stitchex__Api__OrganisationId": "real",
                "Stitchex__Api__FetchTimeout": "00:00:30",
              }
            }
            """);

        var given = Read([("Stitchex__Api__AccessToken", "real")], ("Stitchex:Api:Email", "command"));

        Assert.Equal(["Stitchex__Api__Email", "Stitchex__Api__FetchTimeout"], given.Values.Keys.Order());
        Assert.Equal("command", given.Values["Stitchex__Api__Email"]);
        Assert.Equal("local.settings.json (all but storage and the login), 1 from --set", given.Sources);
    }

    [Fact]
    public void NameInTheEnvironment_KeepsItsSpelling()
    {
        Write("""{ "Values": { "Erp:BaseAddress": "file" } }""");

        var given = Read([("ERP__BASEADDRESS", "environment")], ("Erp__BaseAddress", "command"));

        Assert.Equal(KeyValuePair.Create("ERP__BASEADDRESS", "command"), Assert.Single(given.Values));
    }

    [Fact]
    public void NoSettings_HaveNoSources()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "host.json"), "{}");

        Assert.Null(Read([("Path", "environment")]).Sources);
    }

    [Fact]
    public void File_IsFoundFromAFolderBelow_UpToTheFirstHostJson()
    {
        Write("{}");
        var below = Directory.CreateDirectory(Path.Combine(_folder.Path, "app", "code"));
        Assert.Equal(Path.Combine(_folder.Path, "local.settings.json"), SettingsFile.Find(below.FullName));

        File.WriteAllText(Path.Combine(_folder.Path, "app", "host.json"), "{}");
        Assert.Null(SettingsFile.Find(below.FullName));
    }

    [Theory]
    [InlineData("{ nonsense", "is not valid JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("""{ "Values": [] }""", "'Values' has to be an object")]
    [InlineData("""{ "Values": { "Stitchex": { "Retention": "30" } } }""", "the value of 'Stitchex' has to be a text")]
    [InlineData("""{ "Values": { "Days": 30 } }""", "the value of 'Days' has to be a text")]
    [InlineData("""{ "IsEncrypted": true, "Values": {} }""", "is encrypted")]
    public void FileThatCannotBeRead_IsSaid(string content, string said)
    {
        Write(content);

        var message = Assert.Throws<StackException>(() => Read([])).Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, message, StringComparison.Ordinal);
    }

    private void Write(string content) => File.WriteAllText(Path.Combine(_folder.Path, "local.settings.json"), content);

    private GivenSettings Read(
        IEnumerable<(string Name, string Value)> environment, params IEnumerable<(string Name, string Value)> command) =>
        GivenSettings.Read(_folder.Path, Pairs(environment), Pairs(command));

    private static List<KeyValuePair<string, string>> Pairs(IEnumerable<(string Name, string Value)> settings) =>
        [.. settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))];
}
