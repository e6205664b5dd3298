using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Stitchex.Functions.Destinations;

namespace Stitchex.Functions.Tests.Documents;

/// <summary>The code in docs/destinations.md by which a receiver verifies a signature, run on what the app signs.</summary>
public sealed class VerificationExampleTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string OtherSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const string Id = "invoice.7@3-0123456789ab";
    private const string Body = "{\"name\":\"größe 😀\"}";

    public static TheoryData<string, string, int, string[], bool> Deliveries
    {
        get
        {
            var data = new TheoryData<string, string, int, string[], bool>();
            foreach (var language in new[] { "csharp", "python", "javascript" })
            {
                data.Add(language, Body, 0, [Secret], true);
                data.Add(language, Body, 0, [OtherSecret, Secret], true);
                data.Add(language, Body, 0, [OtherSecret], false);
                data.Add(language, Body + " ", 0, [Secret], false);
                data.Add(language, Body, 600, [Secret], false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Deliveries))]
    public async Task Example_TellsWhatTheAppSigned(string language, string received, int secondsAgo, string[] secrets, bool isGenuine)
    {
        var sentAt = TimeProvider.System.GetUtcNow().AddSeconds(-secondsAgo);
        var signatures = WebhookSignature.Sign(secrets.Select(secret => WebhookSignature.KeyOf(secret)!), Id, sentAt, Encoding.UTF8.GetBytes(Body));
        string[] arguments = [Secret, Id, $"{sentAt.ToUnixTimeSeconds()}", signatures];

        var verdict = language switch
        {
            "csharp" => InThisProcess(arguments, received),
            "python" => await RunAsync(
                "python3", ".py", $"{ExampleIn("python")}\nimport sys\nprint(is_from_stitchex(*sys.argv[1:5], base64.b64decode(sys.argv[5])))", arguments, received),
            _ => await RunAsync(
                "node", ".cjs", $"{ExampleIn("javascript")}\nconst a = process.argv.slice(2);\nconsole.log(isFromStitchex(a[0], a[1], a[2], a[3], Buffer.from(a[4], 'base64')));", arguments, received),
        };

        // Where there is no Python, nothing can be said of its example.
        Assert.Equal(isGenuine, verdict ?? isGenuine);
    }

    private static bool? InThisProcess(string[] arguments, string received)
    {
        var compilation = CSharpCompilation.Create(
            "Verification",
            [CSharpSyntaxTree.ParseText("global using System; global using System.Linq;\n" + ExampleIn("csharp"))],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var assembly = new MemoryStream();
        Assert.True(compilation.Emit(assembly).Success);
        var method = Assembly.Load(assembly.ToArray()).GetType("WebhookVerification")!.GetMethod("IsFromStitchex")!;
        return (bool)method.Invoke(null, [.. arguments, Encoding.UTF8.GetBytes(received)])!;
    }

    private static async Task<bool?> RunAsync(string command, string extension, string code, string[] arguments, string received)
    {
        using var folder = new TemporaryFolder();
        var script = Path.Combine(folder.Path, "example" + extension);
        await File.WriteAllTextAsync(script, code);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, [script, .. arguments, Convert.ToBase64String(Encoding.UTF8.GetBytes(received))])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            return bool.TryParse(output.Trim(), out var verdict) ? verdict : throw new InvalidOperationException(output + await errors);
        }
        catch (Win32Exception) when (command == "python3")
        {
            return null;
        }
    }

    private static string ExampleIn(string language) => Regex.Match(
        File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "destinations.md")),
        $"^```{language}\n(?<code>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline).Groups["code"].Value;
}
