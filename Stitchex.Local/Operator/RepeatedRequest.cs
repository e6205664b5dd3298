namespace Stitchex.Local.Operator;

/// <summary>Asks a deployment again while it does not respond: it starts again, is busy, or the connection was lost.</summary>
/// <param name="say">Is told when the deployment cannot be reached, and when it can again.</param>
/// <param name="time">The clock.</param>
internal sealed class RepeatedRequest(Action<string> say, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private bool _hasResponded;
    private bool _isUnavailable;

    /// <summary>Asks the deployment, again where it may pass. One that never responded may have another address.</summary>
    /// <exception cref="OperatorException">The deployment rejects, or could not be reached to begin with.</exception>
    public async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        for (var wait = ShortestPause; ; wait = wait * 2 < LongestPause ? wait * 2 : LongestPause)
        {
            try
            {
                var response = await ask();
                if (_isUnavailable)
                {
                    say("The deployment responds again.");
                }

                (_hasResponded, _isUnavailable) = (true, false);
                return response;
            }
            catch (OperatorException e) when (e.MayPass && _hasResponded)
            {
                if (!_isUnavailable)
                {
                    say($"{e.Message} It is asked again until it responds.");
                }

                _isUnavailable = true;
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }
}
