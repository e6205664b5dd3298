using System.Runtime.CompilerServices;

// The local host looks into storage as the app does; tests and benchmarks look into the app.
[assembly: InternalsVisibleTo("Stitchex.Local")]
[assembly: InternalsVisibleTo("Stitchex.Functions.Tests")]
[assembly: InternalsVisibleTo("Stitchex.Functions.Handlers.Tests")]
[assembly: InternalsVisibleTo("Stitchex.Functions.Benchmarks")]
