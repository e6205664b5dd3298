using System.Runtime.CompilerServices;

// Also in Stitchex.Local, which compiles these sources: that is the assembly that the tests and benchmarks see.
[assembly: InternalsVisibleTo("Stitchex.Functions.Tests")]
[assembly: InternalsVisibleTo("Stitchex.Functions.Benchmarks")]
