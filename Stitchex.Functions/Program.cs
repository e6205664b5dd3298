using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions;
using Stitchex.Functions.Composition;
using Stitchex.Functions.Handlers;
using Stitchex.Functions.Telemetry;

var builder = CreateBuilder(args);
builder.AddStitchexReceiver();
builder.AddStitchexTelemetry()?.UseFunctionsWorkerDefaults();
builder.Services.AddHandlers();
return await builder.Build().RunReceiverAsync();

// The worker's builder searches the entry assembly for generated code that registers functions. That loads each of the app's types, and the
// libraries that they are made of, before the first webhook. So the builder gets a small assembly to search, and what it would find is
// registered here. A worker extension with start-up code of its own would have to be, too.
static FunctionsApplicationBuilder CreateBuilder(string[] args)
{
    var app = Assembly.GetEntryAssembly()!;
    Assembly.SetEntryAssembly(typeof(HttpTriggerAttribute).Assembly);
    var builder = FunctionsApplication.CreateBuilder(args);
    Assembly.SetEntryAssembly(app);
    builder.Environment.ApplicationName = app.GetName().Name!;
    builder.Services.AddSingleton<IFunctionMetadataProvider, GeneratedFunctionMetadataProvider>();
    builder.Services.AddSingleton<IFunctionExecutor, DirectFunctionExecutor>();
    return builder;
}
