using Azure;
using Azure.Identity;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Tests.Events;

public sealed class StorageFailureTests
{
    [Fact]
    public void StoragesOwnExceptions_AreItsFailures_OthersAreNot()
    {
        Assert.True(StorageFailure.Is(new RequestFailedException("no")));
        Assert.True(StorageFailure.Is(new AuthenticationFailedException("no")));
        Assert.True(StorageFailure.Is(new AggregateException(new RequestFailedException("no"))));
        Assert.False(StorageFailure.Is(new InvalidOperationException("no")));
        Assert.False(StorageFailure.Is(new OperationCanceledException("no")));
    }

    [Fact]
    public void Case82_TheAppHasOneListOfThem()
    {
        var lists = RepositoryFiles.Below("Stitchex.Functions")
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(Path.Combine(RepositoryFiles.Root, "Stitchex.Functions", file)) is var text
                && (text.Contains("RequestFailedException or", StringComparison.Ordinal)
                    || text.Contains("or RequestFailedException", StringComparison.Ordinal)));

        Assert.Equal(["Storage/StorageFailure.cs"], lists);
    }
}
