using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Cases;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Api;

/// <summary>Every response that is not the record, through real HTTP, and what becomes of the event that met it.</summary>
public sealed class MalformedSuccessTests(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    private const string Confidential = "Confidential Customer Ltd";

    // The last: whether it is the event's own fault, for which a clock starts. What says something of the API as a whole starts none.
    public static TheoryData<string, int, string, bool> Lies => new()
    {
        { "Html", 200, "(200, text/html, ", true },
        { "Empty", 200, "(200) is empty", true },
        { "NoContent", 204, "(204) is empty", true },
        { "Truncated", 200, "is not JSON, or breaks off", true },
        { "LoginRedirect", 302, "responded with 302: it leads elsewhere", true },
        { "WrongRecord", 200, "another id than the one that was asked for", true },
        { "OtherOrganisation", 200, "belongs to another organisation than 9579", true },
        { "NotGzip", 200, "(200) is not compressed in the way that it says", true },
        { "NotBrotli", 200, "(200) is not compressed in the way that it says", true },
        { "Huge", 200, "larger than 1,048,576 bytes. Raise Stitchex:Api:MaxResponseBytes", true },
        { "Bomb", 200, "larger than 1,048,576 bytes. Raise Stitchex:Api:MaxResponseBytes", true },
        { "Reset", 0, "cannot be reached, or broke off its response", false },
        { "CutOff", 0, "cannot be reached, or broke off its response", false },
        { "EndlessHeaders", 0, "cannot be reached, or broke off its response (ConfigurationLimitExceeded)", false },
        { "EndlessBody", 0, "Stitchex:Api:FetchTimeout", false },
        { "Hang", 0, "Stitchex:Api:RequestTimeout", false },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Response_IsAFailureThatIsCountedAndSaysWhatItWas_NeverARecord(
        string kind, int status, string error, bool startsAClock)
    {
        // What never ends, ends with a limit of our own: here with that of one request, or of the whole fetch.
        var passing = TimeSpan.FromSeconds(kind switch
        {
            "Hang" => 16,
            "EndlessBody" => 31,
            _ => 0,
        });
        await using var app = await StartAppAsync(settings:
        [
            ("Stitchex:Api:MaxResponseBytes", "1048576"),
            ("Stitchex:Api:RequestTimeout", kind is "Hang" ? "00:00:15" : "00:05:00"),
        ]);
        var change = Stitchex.Create("invoice", record => record["customer_name"] = Confidential);
        await app.ReceiveAsync(SimulatedStitchex.BodyOf(change));
        using (var fault = Stitchex.Faults.Add(new FaultRule(Enum.Parse<FaultKind>(kind)) { Method = "GET" }))
        {
            var processing = app.ProcessAllAsync();
            await fault.Met.WaitAsync(Eventually.Deadline);
            Time.Advance(passing);
            await processing.WaitAsync(Eventually.Deadline);
        }

        var row = await app.OnlyEventRowAsync();
        Assert.Equal("Retrying", row.GetString("State"));
        Assert.Contains(error, row.GetString("Error"), StringComparison.Ordinal);
        Assert.Equal(startsAClock, row.GetDateTimeOffset("UnusableSince") is { Year: > 1601 });
        Assert.Equal(1, Number(row, "Attempt"));
        Assert.Equal(status == 0 ? null : status, Assert.Single(AttemptHistory.Parse(row.GetString("Attempts")).Entries).Status);
        foreach (var secret in (string[])[Confidential, Stitchex.Options.Email, Stitchex.Options.Password, .. Stitchex.Tokens.Secrets])
        {
            Assert.DoesNotContain(secret, row.GetString("Attempts") + row.GetString("Error"), StringComparison.Ordinal);
        }

        Assert.Empty(Journal.Changes);

        await app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(1));
        Time.Advance(TimeSpan.FromMinutes(1));
        await app.LearnTimeAsync();
        await app.ProcessAllAsync();

        Assert.Equal("Handled", (await app.OnlyEventRowAsync()).GetString("Outcome"));
        Assert.Equal(change.Version.Json.ToArray(), Assert.Single(Journal.Changes).Record.ToArray());
    }

    [Theory]
    [InlineData("Gzip")]
    [InlineData("Brotli")]
    public async Task CompressedResponse_IsTheRecord(string kind)
    {
        using var fault = Stitchex.Faults.Add(new FaultRule(Enum.Parse<FaultKind>(kind)));
        var change = Create();
        await DeliverAsync(change);

        await ProcessAsync();

        Assert.Equal(change.Version.Json.ToArray(), Assert.Single(Journal.Changes).Record.ToArray());
    }
}
