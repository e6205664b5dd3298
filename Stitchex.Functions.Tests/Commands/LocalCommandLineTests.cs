using Stitchex.Local.Commands;

namespace Stitchex.Functions.Tests.Commands;

public sealed class LocalCommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("demo")]
    [InlineData("demo --seed 7 --log")]
    [InlineData("serve --data folder")]
    [InlineData("simulator")]
    [InlineData("simulator --port 5000 --retry-scale 0.5 --seed 7")]
    [InlineData("simulator --target http://127.0.0.1:7071/api/webhooks/stitchex?code=KEY")]
    [InlineData("simulator --target https://name.azurewebsites.net/api/webhooks/stitchex?code=KEY")]
    [InlineData("chaos --events 100 --seed 7")]
    [InlineData("events list --url https://name.azurewebsites.net --state DeadLettered --resource invoice --max 10")]
    [InlineData("events tail --url https://name.azurewebsites.net --state DeadLettered --outcome Rejected --resource invoice --record 7 --action update")]
    [InlineData("events show --url http://127.0.0.1:7071 --key KEY invoice.7.update.00")]
    [InlineData("events replay --url http://127.0.0.1:7071 invoice.7.update.00 invoice.8.update.00")]
    [InlineData("events redeliver --url http://127.0.0.1:7071 invoice.7.update.00 --handler PostInvoice")]
    [InlineData("records redeliver --url http://127.0.0.1:7071 invoice 7 8 --handler PostInvoice")]
    [InlineData("records redeliver --url http://127.0.0.1:7071 invoice --all --since 2026-11-01 --rate 60")]
    [InlineData("backfill --url http://127.0.0.1:7071 --resource invoice --resource product --dry-run --rate 60")]
    [InlineData("reconcile --url http://127.0.0.1:7071 --resource invoice --deliver --rate 60")]
    [InlineData("scripts try --url http://127.0.0.1:7071 Handlers/ledger.js invoice 7 8 --type created")]
    [InlineData("scripts try --url http://127.0.0.1:7071 Handlers/ledger.js invoice --state DeadLettered --max 20")]
    [InlineData("scripts try Handlers/ledger.js invoice --file invoice.json --type deleted")]
    [InlineData("listen --url http://127.0.0.1:7071 --forward http://localhost:3000 --resource invoice --resource sales_* --action deleted --since 2026-11-24")]
    [InlineData("listen --url https://name.azurewebsites.net --forward https://10.0.0.7/hooks --secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("mcp --url https://name.azurewebsites.net --allow-changes")]
    [InlineData("soak --minutes 10 --rate 5")]
    [InlineData("load")]
    [InlineData("load --events 50000 --rate 150 --duplicates 10 --seed 7")]
    [InlineData("load --events 500 --records 1 --duplicates 0")]
    [InlineData("load --events 5000 --rate 1 --untold 50000 --kills 10 --requests-per-minute 600")]
    [InlineData("seed --events 2000 --connection UseDevelopmentStorage=true")]
    [InlineData("seed --days 1 --connection UseDevelopmentStorage=true")]
    public void Arguments_AreUnderstood(string arguments)
    {
        var parsed = LocalCommandLine.Create().Parse(arguments);

        Assert.Empty(parsed.Errors);
        Assert.All(parsed.CommandResult.Command.Options, option => parsed.GetResult(option)?.GetValueOrDefault<object>());
    }

    [Theory]
    [InlineData("simulator --target localhost")]
    [InlineData("demo --seed many")]
    [InlineData("records redeliver --url http://127.0.0.1:7071 invoice")]
    [InlineData("records redeliver --url http://127.0.0.1:7071 invoice 7 --all")]
    [InlineData("records redeliver --url http://127.0.0.1:7071 invoice --all --rate 0")]
    [InlineData("backfill --url http://127.0.0.1:7071 --rate 9")]
    [InlineData("scripts try Handlers/ledger.js invoice")]
    [InlineData("scripts try Handlers/ledger.js invoice --file invoice.json --url http://127.0.0.1:7071")]
    [InlineData("scripts try Handlers/ledger.js invoice --file invoice.json --type replaced")]
    [InlineData("events list")]
    [InlineData("events list --url http://name.azurewebsites.net")]
    [InlineData("events tail --url https://name.azurewebsites.net --from 2026-11-24")]
    [InlineData("events show --url https://name.azurewebsites.net")]
    [InlineData("listen --url http://127.0.0.1:7071")]
    [InlineData("listen --url http://127.0.0.1:7071 --forward http://10.0.0.7/hooks")]
    [InlineData("listen --url http://127.0.0.1:7071 --forward http://localhost:3000 --action changed")]
    [InlineData("listen --url http://127.0.0.1:7071 --forward http://localhost:3000 --secret whsec_short")]
    [InlineData("listen --url http://127.0.0.1:7071 --forward http://localhost:3000 --since yesterday")]
    [InlineData("mcp --allow-changes")]
    [InlineData("soak --minutes 0")]
    [InlineData("soak --rate 1001")]
    [InlineData("chaos --rate 1001")]
    [InlineData("load --events 0")]
    [InlineData("load --rate 0")]
    [InlineData("load --records 0")]
    [InlineData("load --events 10 --records 11")]
    [InlineData("load --duplicates 101")]
    [InlineData("load --kills 1")]
    [InlineData("load --untold 300 --kills 2")]
    [InlineData("load --data folder")]
    [InlineData("seed")]
    [InlineData("seed --events 0 --connection UseDevelopmentStorage=true")]
    [InlineData("seed --days 366 --connection UseDevelopmentStorage=true")]
    [InlineData("perform")]
    public void WhatIsNotUnderstood_IsSaid(string arguments) => Assert.NotEmpty(LocalCommandLine.Create().Parse(arguments).Errors);
}
