using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
var storage = builder.Configuration["AzureWebJobsStorage"];
builder.Services.AddSingleton(_ => new TableClient(storage, "naive"));
builder.Services.AddSingleton(_ => new QueueClient(storage, "naive"));
await builder.Build().RunAsync();
