using Stitchex.Functions.Receiving;

namespace Stitchex.Functions.Tests.Receiving;

public sealed class RecordTimeTests
{
    [Theory]
    [InlineData("2024-08-06T10:11:12.123Z", "2024-08-06T10:11:12.1230000+00:00")]
    [InlineData("2024-08-06T10:11:12Z", "2024-08-06T10:11:12.0000000+00:00")]
    [InlineData("2024-08-06T10:11:12.123+00:00", "2024-08-06T10:11:12.1230000+00:00")]
    [InlineData("2024-08-06T10:11:12.123+01:00", "2024-08-06T09:11:12.1230000+00:00")]
    [InlineData("2026-11-05T00:00:00.000-05:00", "2026-11-05T05:00:00.0000000+00:00")]
    [InlineData("2024-08-06T10:11:12.123456+0000", "2024-08-06T10:11:12.1234560+00:00")]
    [InlineData("2024-08-06T10:11:12", "2024-08-06T10:11:12.0000000+00:00")]
    [InlineData("2024-08-06 10:11:12 UTC", "2024-08-06T10:11:12.0000000+00:00")]
    [InlineData("2024-08-06 10:11:12 +0100", "2024-08-06T09:11:12.0000000+00:00")]
    public void Time_IsReadAsAnInstant(string text, string expected) => Assert.Equal(expected, RecordTime.Parse(text)?.ToString("O"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("10:30")]
    [InlineData("1722938472")]
    [InlineData("2024-13-01T00:00:00Z")]
    public void WhatIsNoTime_IsNone(string? text) => Assert.Null(RecordTime.Parse(text));
}
