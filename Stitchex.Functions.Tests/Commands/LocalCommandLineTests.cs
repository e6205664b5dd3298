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
    [InlineData("simulator --port 5000 --retry-scale 0.5")]
    [InlineData("simulator --target http://127.0.0.1:7071/api/webhooks/stitchex?code=KEY")]
    [InlineData("simulator --target https://name.azurewebsites.net/api/webhooks/stitchex?code=KEY")]
    [InlineData("chaos --events 100 --seed 7")]
    [InlineData("soak --minutes 10 --rate 5")]
    public void Arguments_AreUnderstood(string arguments)
    {
        var parsed = LocalCommandLine.Create().Parse(arguments);

        Assert.Empty(parsed.Errors);
        Assert.All(parsed.CommandResult.Command.Options, option => parsed.GetResult(option)?.GetValueOrDefault<object>());
    }

    [Theory]
    [InlineData("simulator --target localhost")]
    [InlineData("demo --seed many")]
    [InlineData("soak --minutes 0")]
    [InlineData("perform")]
    public void WhatIsNotUnderstood_IsSaid(string arguments) => Assert.NotEmpty(LocalCommandLine.Create().Parse(arguments).Errors);
}
