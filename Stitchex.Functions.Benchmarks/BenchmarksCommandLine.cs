using System.CommandLine;
using Stitchex.Functions.Benchmarks.History;
using Stitchex.Functions.Benchmarks.Parsing;
using Stitchex.Functions.Benchmarks.Processing;
using Stitchex.Functions.Benchmarks.Receiving;
using Stitchex.Functions.Benchmarks.StartUp;

namespace Stitchex.Functions.Benchmarks;

/// <summary>What can be measured here, as <c>--help</c> lists it.</summary>
internal static class BenchmarksCommandLine
{
    /// <summary>Does what the arguments say.</summary>
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Measures the receiver against what it may cost. Exit code 1 where a bar is missed.");
        root.Subcommands.Add(ParsingCommand.Create());
        root.Subcommands.Add(ReceivingCommand.Create());
        root.Subcommands.Add(CostCommand.Create());
        root.Subcommands.Add(ProcessingCommand.Create());
        root.Subcommands.Add(HistoryCommand.Create());
        root.Subcommands.Add(StartUpCommand.Create());
        return root.Parse(args).InvokeAsync();
    }
}
