return await Stitchex.Functions.Benchmarks.BenchmarksCommandLine.RunAsync(args);
