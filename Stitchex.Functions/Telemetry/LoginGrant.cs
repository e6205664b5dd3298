namespace Stitchex.Functions.Telemetry;

/// <summary>How a token is asked for.</summary>
internal enum LoginGrant
{
    /// <summary>By e-mail and password.</summary>
    Password,

    /// <summary>By the refresh token of the login before.</summary>
    RefreshToken,
}
