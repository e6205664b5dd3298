using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Stitchex.Local.Simulator.Api;

/// <summary>The tokens of the one user there is.</summary>
internal sealed class TokenStore(StitchexSimulatorOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, IssuedToken> _tokens = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refreshTokens = new(StringComparer.Ordinal);
    private readonly List<string> _secrets = [];
    private TokenCounts _counts = new();

    /// <summary>Gets or sets what kind of tokens are given out from now on.</summary>
    public TokenOptions Options { get; set; } = options.Tokens;

    /// <summary>Gets every access and refresh token that was ever given out.</summary>
    public IReadOnlyList<string> Secrets
    {
        get
        {
            lock (_lock)
            {
                return [.. _secrets];
            }
        }
    }

    public TokenCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return _counts;
            }
        }
    }

    /// <summary>Gives a token for the right password, null for a wrong one.</summary>
    public IssuedToken? LogIn(string? email, string? password, TimeSpan? lifetime)
    {
        lock (_lock)
        {
            if (email != options.Email || password != options.Password)
            {
                _counts = _counts with { Rejected = _counts.Rejected + 1 };
                return null;
            }

            _counts = _counts with { Logins = _counts.Logins + 1 };
            return Issue(lifetime, NewRefreshToken());
        }
    }

    /// <summary>Gives a token for a refresh token that is still good, null for any other.</summary>
    public IssuedToken? Refresh(string? refreshToken, TimeSpan? lifetime)
    {
        lock (_lock)
        {
            if (refreshToken is null || !_refreshTokens.Contains(refreshToken))
            {
                _counts = _counts with { Rejected = _counts.Rejected + 1 };
                return null;
            }

            _counts = _counts with { Refreshes = _counts.Refreshes + 1 };
            if (!Options.RotatesRefreshToken)
            {
                return Issue(lifetime, refreshToken);
            }

            _refreshTokens.Remove(refreshToken);
            return Issue(lifetime, NewRefreshToken());
        }
    }

    public bool TryFind(string value, [NotNullWhen(true)] out IssuedToken? token)
    {
        lock (_lock)
        {
            return _tokens.TryGetValue(value, out token) && token.ExpiresAt > time.GetUtcNow();
        }
    }

    /// <summary>Expires every token now, and with them, if told so, what could renew them.</summary>
    public void ExpireAll(bool refreshTokensToo = false)
    {
        lock (_lock)
        {
            _tokens.Clear();
            if (refreshTokensToo)
            {
                _refreshTokens.Clear();
            }
        }
    }

    private IssuedToken Issue(TimeSpan? lifetime, string? refreshToken)
    {
        _counts = _counts with { Issued = _counts.Issued + 1 };
        var token = new IssuedToken(_counts.Issued, NewSecret(), time.GetUtcNow(), lifetime ?? Options.Lifetime, refreshToken)
        {
            SaysExpiry = Options.SaysExpiry,
        };
        _tokens[token.Value] = token;
        return token;
    }

    private string? NewRefreshToken()
    {
        if (!Options.GivesRefreshToken)
        {
            return null;
        }

        var secret = NewSecret();
        _refreshTokens.Add(secret);
        return secret;
    }

    private string NewSecret()
    {
        var secret = RandomNumberGenerator.GetHexString(40, lowercase: true);
        _secrets.Add(secret);
        return secret;
    }
}
