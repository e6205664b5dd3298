using System.Runtime.CompilerServices;

// Also in Stitchex.Local, which compiles these sources: that is the assembly that the tests see.
[assembly: InternalsVisibleTo("Stitchex.Functions.Tests")]
