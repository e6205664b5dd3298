using Microsoft.Azure.Functions.Worker;

namespace Stitchex.Functions.Tests.WorkerApi;

/// <summary>The types in Stitchex.Local/WorkerApi stand in for Microsoft's, and must not promise what those do not have.</summary>
public sealed class WorkerApiTests
{
    // Written by MemberSignatures from Microsoft.Azure.Functions.Worker 2.52.0 and its extensions for HTTP 3.3.0, queues 5.5.5 and
    // timers 4.3.1: all members of the types that WorkerApi has or is likely to need.
    private static readonly HashSet<string> RealMembers =
        [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "WorkerApi", "microsoft-worker-members.txt"))];

    public static TheoryData<Type> Types { get; } =
        [.. typeof(FunctionAttribute).Assembly.ExportedTypes.Where(type => WorkerApiBoundary.IsWorkerNamespace(type.Namespace))];

    [Theory]
    [MemberData(nameof(Types))]
    public void Type_HasNothingThatTheRealOneHasNot(Type type)
    {
        Assert.Empty(MemberSignatures.Of(type).Except(RealMembers));
    }

    [Fact]
    public void Type_WithAMemberOfItsOwn_IsFound()
    {
        Assert.NotEmpty(MemberSignatures.Of(typeof(Impostor)).Except(RealMembers));
    }

    private sealed class Impostor
    {
        public string? Invented { get; set; }
    }
}
