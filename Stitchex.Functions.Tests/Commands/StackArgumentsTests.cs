using Stitchex.Local.Commands;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>The options of the commands that start a stack.</summary>
public sealed class StackArgumentsTests
{
    [Theory]
    [InlineData("--port 7099 --key abc")]
    [InlineData("serve --port 1 --key A-b._~=")]
    [InlineData("demo --port 65535 --set Stitchex:Processing:RetryDelay=00:00:05 --set Erp__Query=a=b")]
    [InlineData("serve --set Name=")]
    public void Arguments_AreUnderstood(string arguments) => Assert.Empty(LocalCommandLine.Create().Parse(arguments).Errors);

    [Theory]
    [InlineData("serve --port 0", "--port is '0'. Give a number from 1 to 65535.")]
    [InlineData("serve --port 65536", "--port is '65536'. Give a number from 1 to 65535.")]
    [InlineData("demo --port first", "--port is 'first'. Give a number from 1 to 65535.")]
    [InlineData("serve --key a&b", "--key is 'a&b'. Give letters, digits and any of -._~= only.")]
    [InlineData("--set Name", "--set is 'Name'. Give a name, =, and a value, such as Stitchex:Processing:RetryDelay=00:00:05.")]
    [InlineData("--set =value", "--set is '=value'. Give a name, =, and a value, such as Stitchex:Processing:RetryDelay=00:00:05.")]
    [InlineData("--port 7099 chaos", "chaos has no --port.")]
    [InlineData("--set a=b load", "load has no --set.")]
    [InlineData("simulator --data folder", "simulator begins with nothing and keeps nothing. Leave --data out.")]
    [InlineData("load --records many", "--records is 'many'. Give a number of at least 1.")]
    public void WhatIsNotUnderstood_IsSaid(string arguments, string said) =>
        Assert.Equal([said], LocalCommandLine.Create().Parse(arguments).Errors.Select(error => error.Message));

    [Theory]
    [InlineData("soak --port 7099")]
    [InlineData("events list --url http://127.0.0.1:7071 --set a=b")]
    public void OptionOfAnotherCommand_IsRefused(string arguments) => Assert.NotEmpty(LocalCommandLine.Create().Parse(arguments).Errors);

    [Fact]
    public void Error_IsOneLine_WithoutStackTrace() => Assert.Equal(
        "It cannot start: No such thing.",
        ErrorLine.From("It cannot start:\n- No such thing.\n   at Some.Method()\n--- End of stack trace ---\n"));
}
