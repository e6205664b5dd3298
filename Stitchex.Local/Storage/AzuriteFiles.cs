using System.Reflection;
using System.Security.Cryptography;

namespace Stitchex.Local.Storage;

/// <summary>The files that pin Azurite and control it. They are embedded, so that they are there wherever the program runs from.</summary>
internal static class AzuriteFiles
{
    /// <summary>The script that is loaded before Azurite.</summary>
    public const string Preload = "preload.cjs";

    private const string ResourcePrefix = "Azurite/";

    private static readonly string[] Names = ["package.json", "package-lock.json", ".npmrc", Preload];

    /// <summary>Gets a short hash of all files: it changes when any of them does.</summary>
    public static string Hash { get; } = ComputeHash();

    public static async Task WriteToAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var name in Names)
        {
            await using var file = File.Create(Path.Combine(folder, name));
            await using var resource = Open(name);
            await resource.CopyToAsync(file, cancellationToken);
        }
    }

    private static string ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Names)
        {
            using var resource = Open(name);
            hash.AppendData(SHA256.HashData(resource));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }

    private static Stream Open(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourcePrefix + name)
            ?? throw new InvalidOperationException(
                $"The resource '{ResourcePrefix}{name}' is missing in the assembly; the project file embeds Storage/Azurite/.");
}
