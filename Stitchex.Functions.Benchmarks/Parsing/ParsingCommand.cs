using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Stitchex.Functions.Benchmarks.Parsing;

/// <summary>Measures parsing and identity.</summary>
internal static class ParsingCommand
{
    private const double Factor = 1.25;
    private const double AllowanceNanoseconds = 500;
    private const long MaxAllocatedBytes = 1024;

    private static readonly string ArtifactsPath = Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet.Artifacts");

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var smoke = new Option<bool>("--smoke") { Description = "Runs each once, to see that it works. The figures mean nothing." };
        var command = new Command("parsing", "Parsing and identity of a body, against one SHA-256 pass and one bare pass of the JSON reader.") { smoke };
        command.SetAction(arguments => Run(arguments.GetValue(smoke)));
        return command;
    }

    private static int Run(bool isSmoke)
    {
        var job = (isSmoke ? Job.Dry : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
        var summary = BenchmarkRunner.Run<ParsingBenchmarks>(DefaultConfig.Instance.WithArtifactsPath(ArtifactsPath).AddJob(job));

        var verdicts = new Verdicts("Parsing and identity");
        foreach (var reports in summary.Reports.GroupBy(report => (int)report.BenchmarkCase.Parameters[nameof(ParsingBenchmarks.Length)]))
        {
            var ours = reports.Single(report => !report.BenchmarkCase.Descriptor.Baseline);
            var least = Mean(reports.Single(report => report.BenchmarkCase.Descriptor.Baseline));
            verdicts.AddAtMost($"time, {reports.Key:N0} bytes", Mean(ours), least, (least * Factor) + AllowanceNanoseconds, "ns");
            verdicts.AddAtMost($"allocated, {reports.Key:N0} bytes", ours.GcStats.GetBytesAllocatedPerOperation(ours.BenchmarkCase) ?? 0, MaxAllocatedBytes, MaxAllocatedBytes, "B");
        }

        var exitCode = verdicts.Print();
        return isSmoke ? 0 : exitCode;
    }

    private static double Mean(BenchmarkReport report) => report.ResultStatistics?.Mean ?? throw new InvalidOperationException($"{report.BenchmarkCase} gave no figures.");
}
