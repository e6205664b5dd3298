using Stitchex.Functions.Events;

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
    [InlineData("2024-08-06T10:11:12.1234567Z", "2024-08-06T10:11:12.1234567+00:00")]
    [InlineData("2024-08-06T10:11:12.12345678Z", "2024-08-06T10:11:12.1234567+00:00")]
    [InlineData("2024-08-06T10:11:12.123456789+01:00", "2024-08-06T09:11:12.1234567+00:00")]
    [InlineData("2024-08-06T10:11:12.999999999Z", "2024-08-06T10:11:12.9999999+00:00")]
    [InlineData("2024-08-06T10:11:12,5Z", "2024-08-06T10:11:12.5000000+00:00")]
    [InlineData("2024-08-06T10:11:12+00", "2024-08-06T10:11:12.0000000+00:00")]
    [InlineData("2024-08-06 10:11:12.123-05", "2024-08-06T15:11:12.1230000+00:00")]
    [InlineData("2024-08-06t10:11:12z", "2024-08-06T10:11:12.0000000+00:00")]
    [InlineData("2024-08-06T10:11Z", "2024-08-06T10:11:00.0000000+00:00")]
    [InlineData("2024-08-06T10:11+01:00", "2024-08-06T09:11:00.0000000+00:00")]
    [InlineData("2024-08-06 10:11 utc", "2024-08-06T10:11:00.0000000+00:00")]
    [InlineData("2024-08-06T10:11:12Z ", "2024-08-06T10:11:12.0000000+00:00")]
    public void Time_IsReadAsAnInstant(string text, string expected) => Assert.Equal(expected, RecordTime.Parse(text)?.ToString("O"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("10:30")]
    [InlineData("1722938472")]
    [InlineData("2024-13-01T00:00:00Z")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2024-08-06T24:00:00Z")]
    [InlineData("2024-08-06T10:60:00Z")]
    [InlineData("2024-08-06T10:11:60Z")]
    [InlineData("2024-08-06T10:11:12.Z")]
    [InlineData("2024-08-06T10:11:12+15:00")]
    [InlineData("2024-08-06T10:11:12+01:60")]
    [InlineData("2024-08-06T10:11:12 CET")]
    [InlineData("2024-08-06T10:11:12ZZ")]
    [InlineData("2024-08-06")]
    [InlineData("0000-00-00T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("+024-08-06T10:11:12Z")]
    public void WhatIsNoTime_IsNone(string? text) => Assert.Null(RecordTime.Parse(text));
}
