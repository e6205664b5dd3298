using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Hosting;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Telemetry;

var builder = FunctionsApplication.CreateBuilder(args);
builder.AddStitchexReceiver();
builder.AddStitchexTelemetry()?.UseFunctionsWorkerDefaults();

// Your own code goes here: builder.Services.AddRecordHandler<YourHandler>("invoice");
await builder.Build().RunAsync();
