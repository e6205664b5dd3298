using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Stitchex.Functions.Configuration;

var builder = FunctionsApplication.CreateBuilder(args);
builder.AddStitchexReceiver();

// Your own code goes here: builder.Services.AddRecordHandler<YourHandler>("invoice");
await builder.Build().RunAsync();
