using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Stack;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>A handler of a user's own, registered as README says, and built as the app is.</summary>
public sealed class ProgramTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IDisposable
{
    private const string RegistrationFile = "Handlers/HandlerRegistration.cs";
    private const string Placeholder = "return services;";
    private const string Registration = "return services.AddRecordHandler<PostInvoice>(\"invoice\");";

    // Not as this repository would write it: that is the user's to decide.
    private const string Handler = """
        using System.Text;
        using System.Collections.Generic;
        using Stitchex.Functions.Records;

        namespace Brand
        {
            public class PostInvoice : IRecordHandler
            {
                string path = Environment.GetEnvironmentVariable("Ledger__Path");

                public Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
                {
                    if (DateTime.UtcNow.Year < 2000) throw new Exception("The clock is wrong.");
                    return File.AppendAllTextAsync(this.path, $"{change.ChangeId}\n");
                }
            }
        }
        """;

    private static readonly string[] SharedFiles =
        [".editorconfig", "BannedSymbols.txt", "Directory.Build.props", "Directory.Packages.props", "global.json", "host.json", "docs/runbook.md"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task HandlerThatIsRegistered_IsCalled_AndNamedAtStart()
    {
        var app = Path.Combine(_folder.Path, "Stitchex.Functions");
        CopyApp(app);
        var registration = await File.ReadAllTextAsync(Path.Combine(app, RegistrationFile));
        Assert.Contains(Placeholder, registration, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            Path.Combine(app, RegistrationFile),
            "using Brand;\nusing Stitchex.Functions.Records;\n" + registration.Replace(Placeholder, Registration, StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(app, "Handlers/PostInvoice.cs"), Handler);
        var built = await CommandLine.RunAsync(
            "dotnet", ["build", app, "--output", Path.Combine(_folder.Path, "built"), "-p:RunAnalyzersDuringBuild=true"], _folder.Path, CancellationToken.None);
        Assert.True(built.ExitCode == 0, built.Output);
        Assert.DoesNotMatch(@"Handlers/\w+\.cs.*: (error|warning (IDE|RS|CS1591))", built.Output);

        var ledger = Path.Combine(_folder.Path, "ledger.txt");
        var described = new TaskCompletionSource<string>();
        await using var stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            StorageConnectionString = azurite.NewAccount().ConnectionString,
            AppFolder = Path.Combine(_folder.Path, "built"),
            Settings = new Dictionary<string, string> { ["Ledger__Path"] = ledger },
            OnWorkerLog = (category, message) =>
            {
                if (category == "Stitchex.Functions")
                {
                    described.TrySetResult(message);
                }
            },
        });
        stack.Simulator.Create("product");
        var invoice = stack.Simulator.Create("invoice");

        await Eventually.HoldsAsync(() => File.Exists(ledger) && File.ReadAllText(ledger).StartsWith($"invoice.{invoice.Id}@1-", StringComparison.Ordinal));
        Assert.DoesNotContain("product", await File.ReadAllTextAsync(ledger), StringComparison.Ordinal);
        Assert.Equal(
            $"Functions: {stack.Host.FunctionCount}. Handlers: BlobRecordArchive (all), PostInvoice (invoice)", await described.Task.WaitAsync(Eventually.Deadline));
    }

    private static void CopyApp(string target)
    {
        foreach (var file in SharedFiles)
        {
            Copy(Path.Combine(RepositoryFiles.Root, file), Path.Combine(target, "..", file));
        }

        foreach (var file in RepositoryFiles.Below("Stitchex.Functions"))
        {
            Copy(Path.Combine(RepositoryFiles.Root, "Stitchex.Functions", file), Path.Combine(target, file));
        }
    }

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target);
    }
}
