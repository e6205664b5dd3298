using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Stitchex.Functions.Composition;
using Stitchex.Functions.Handlers;
using Stitchex.Functions.Telemetry;

var builder = FunctionsApplication.CreateBuilder(args);
builder.AddStitchexReceiver();
builder.AddStitchexTelemetry()?.UseFunctionsWorkerDefaults();
builder.Services.AddHandlers();
return await builder.Build().RunReceiverAsync();
