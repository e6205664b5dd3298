using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Stitchex.Functions.Tests.WorkerApi;

/// <summary>Finds where code reaches for Microsoft's worker that should not.</summary>
public static class WorkerApiBoundary
{
    private const string WorkerNamespace = "Microsoft.Azure.Functions";

    /// <summary>Tells whether a namespace is Microsoft's worker's.</summary>
    public static bool IsWorkerNamespace(string? name) => name?.StartsWith(WorkerNamespace, StringComparison.Ordinal) ?? false;

    /// <summary>Tells whether a file of the app, by its path in the project, may mention the worker.</summary>
    public static bool MayMentionWorker(string path) =>
        path is "Program.cs" or "Stitchex.Functions.csproj" || path.StartsWith("Functions/", StringComparison.Ordinal);

    /// <summary>Lists the files that mention the worker although they may not.</summary>
    public static IEnumerable<string> FindIntruders(IEnumerable<(string Path, string Text)> files) =>
        from file in files
        where !MayMentionWorker(file.Path) && file.Text.Contains(WorkerNamespace, StringComparison.Ordinal)
        select file.Path;

    /// <summary>Lists the worker's types that an assembly uses but does not contain.</summary>
    public static IReadOnlyList<string> FindForeignTypes(string assemblyPath)
    {
        using var assembly = new PEReader(File.OpenRead(assemblyPath));
        var metadata = assembly.GetMetadataReader();

        return
        [
            .. from handle in metadata.TypeReferences
               let reference = metadata.GetTypeReference(handle)
               let name = $"{metadata.GetString(reference.Namespace)}.{metadata.GetString(reference.Name)}"
               where IsWorkerNamespace(name)
               select name,
        ];
    }
}
