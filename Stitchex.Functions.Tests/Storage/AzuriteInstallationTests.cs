using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Storage;

public sealed class AzuriteInstallationTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private int _installations;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task FirstRun_Installs_AndLaterRunsDoNot()
    {
        await Installation().EnsureAsync(progress: null, CancellationToken.None);
        await Installation().EnsureAsync(progress: null, CancellationToken.None);

        Assert.True(File.Exists(Installation().Script));
        Assert.Equal(1, _installations);
    }

    [Fact]
    public async Task TwoRunsAtOnce_InstallOnce()
    {
        var mayFinish = new TaskCompletionSource();
        var waiting = new TaskCompletionSource();
        var first = Installation(beforeFinishing: mayFinish.Task).EnsureAsync(progress: null, CancellationToken.None);
        var second = Installation().EnsureAsync(new StepRecorder(_ => waiting.TrySetResult()), CancellationToken.None);
        await waiting.Task;

        mayFinish.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal(1, _installations);
    }

    [Fact]
    public async Task InterruptedRun_IsDoneAgain_AndItsRemainsRemoved()
    {
        var interrupted = Installation(Task.FromException(new AzuriteException("npm was stopped")));
        await Assert.ThrowsAsync<AzuriteException>(() => interrupted.EnsureAsync(progress: null, CancellationToken.None));
        Assert.False(File.Exists(Installation().Script));

        await Installation().EnsureAsync(progress: null, CancellationToken.None);

        Assert.True(File.Exists(Installation().Script));
        Assert.Single(Directory.GetDirectories(_root.Path));
    }

    [Fact]
    public async Task DamagedInstallation_IsDoneAgain()
    {
        await Installation().EnsureAsync(progress: null, CancellationToken.None);
        File.Delete(Installation().Script);

        await Installation().EnsureAsync(progress: null, CancellationToken.None);

        Assert.True(File.Exists(Installation().Script));
    }

    [Fact]
    public async Task LockFile_NamesNoRegistry()
    {
        await AzuriteFiles.WriteToAsync(_root.Path, CancellationToken.None);

        var lockFile = await File.ReadAllTextAsync(Path.Combine(_root.Path, "package-lock.json"));
        Assert.DoesNotContain("\"resolved\"", lockFile, StringComparison.Ordinal);
    }

    [Fact]
    public void UserFolder_InAnUnusableHome_IsInTheTemporaryFolder()
    {
        var notAFolder = Path.Combine(_root.Path, "file");
        File.WriteAllText(notAFolder, "");

        Assert.Equal(Path.Combine(_root.Path, $"stitchex-local-{Environment.UserName}"), UserFolder.Find(notAFolder, _root.Path));
    }

    private AzuriteInstallation Installation(Task? beforeFinishing = null) => new(_root.Path, "1", async (folder, cancellationToken) =>
    {
        Interlocked.Increment(ref _installations);
        await (beforeFinishing ?? Task.CompletedTask);
        var version = Path.GetFileName(folder)["azurite-".Length..];
        var filled = new AzuriteInstallation(_root.Path, version, (_, _) => Task.CompletedTask);
        Directory.CreateDirectory(Path.GetDirectoryName(filled.Script)!);
        await File.WriteAllTextAsync(filled.Script, "", cancellationToken);
        await File.WriteAllTextAsync(filled.Preload, "", cancellationToken);
    });

    private sealed class StepRecorder(Action<string> report) : IProgress<string>
    {
        public void Report(string value) => report(value);
    }
}
