using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Api;

/// <summary>How often a login is tried that is rejected, or led elsewhere.</summary>
public sealed class RejectedLoginTests(AzuriteFixture azurite) : LoginTest(azurite)
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(308)]
    public async Task LoginThatIsRedirected_IsTriedOnceAMinuteAtMost_AndNamesTheAddress(int status)
    {
        using var fault = Stitchex.Faults.Add(FaultRule.Response(status) with { Path = TokenPath });

        for (var i = 0; i < 10; i++)
        {
            var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync());
            Assert.Contains("Stitchex:Api:BaseAddress", result.Error, StringComparison.Ordinal);
        }

        Assert.Equal(1, fault.TimesMet);
    }

    [Fact]
    public async Task PasswordThatIsRejected_IsTriedLessAndLessOften_UpToOnceAnHour_AndOftenAgainOnceItIsTaken()
    {
        List<double> tries = [];
        var start = Time.GetUtcNow();
        using (var fault = Stitchex.Faults.Add(FaultRule.Response(401) with { Path = TokenPath }))
        {
            for (var minute = 0; minute < 300; minute++)
            {
                var before = fault.TimesMet;
                await FetchAsync();
                if (fault.TimesMet > before)
                {
                    tries.Add((Time.GetUtcNow() - start).TotalMinutes);
                }

                Time.Advance(TimeSpan.FromMinutes(1));
            }
        }

        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 123, 183, 243], tries);

        Time.Advance(TimeSpan.FromMinutes(60));
        await FindAsync();
        Stitchex.Tokens.ExpireAll(refreshTokensToo: true);
        Time.Advance(TimeSpan.FromMinutes(2));
        using (var fault = Stitchex.Faults.Add(FaultRule.Response(401) with { Path = TokenPath }))
        {
            await FetchAsync();
            Time.Advance(TimeSpan.FromMinutes(1));
            var before = fault.TimesMet;
            await FetchAsync();
            Assert.Equal(before + 1, fault.TimesMet);
        }
    }

    [Fact]
    public async Task PasswordThatWasRejected_IsTriedAtOnceByAnAppThatStartsAnew()
    {
        using (var fault = Stitchex.Faults.Add(FaultRule.Response(401) with { Path = TokenPath }))
        {
            await FetchAsync();
        }

        await StartAppAgainAsync();

        await FindAsync();
    }
}
