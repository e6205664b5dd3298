using Microsoft.Azure.Functions.Worker;

namespace Stitchex.Functions.Tests.WorkerApi;

/// <summary>Only the trigger classes know Microsoft's worker, and they use no more of it than WorkerApi has.</summary>
public sealed class WorkerApiBoundaryTests
{
    [Fact]
    public void App_MentionsTheWorkerInItsTriggerClassesOnly()
    {
        var files = RepositoryFiles.Below("Stitchex.Functions")
            .Select(path => (path, File.ReadAllText(Path.Combine(RepositoryFiles.Root, "Stitchex.Functions", path))));

        Assert.Empty(WorkerApiBoundary.FindIntruders(files));
    }

    [Fact]
    public void Intruder_IsFound()
    {
        var found = WorkerApiBoundary.FindIntruders(
        [
            ("Functions/ReceiveWebhook.cs", "using Microsoft.Azure.Functions.Worker;"),
            ("Receiving/WebhookReceiver.cs", "using Microsoft.Azure.Functions.Worker.Http;"),
            ("Receiving/WebhookBody.cs", "using System.Text;"),
        ]);

        Assert.Equal(["Receiving/WebhookReceiver.cs"], found);
    }

    [Fact]
    public void CompiledApp_UsesNoWorkerTypeFromElsewhere()
    {
        Assert.Empty(WorkerApiBoundary.FindForeignTypes(typeof(FunctionAttribute).Assembly.Location));
    }

    [Fact]
    public void ForeignType_IsFound()
    {
        // This assembly uses the type, which is in another one.
        var found = WorkerApiBoundary.FindForeignTypes(typeof(WorkerApiBoundaryTests).Assembly.Location);

        Assert.Contains("Microsoft.Azure.Functions.Worker.FunctionAttribute", found);
    }
}
