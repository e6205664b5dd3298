using System.Globalization;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Destinations;

namespace Stitchex.Local.Operator;

/// <summary>A program on this machine that gets changes as a webhook does.</summary>
/// <param name="options">Where it listens, and the secret that it verifies with.</param>
/// <param name="say">Is told what it responded.</param>
/// <param name="time">The clock.</param>
internal sealed class LocalProgram(DestinationOptions options, Action<string> say, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = WebhookClient.CreateHttp(options, trust: null);

    /// <summary>
    /// Posts an event until there is a response, whatever it is. A program that is down, or ends meanwhile, gets the event when it is up
    /// again; one that takes its time, as at a breakpoint, is waited for.
    /// </summary>
    public async Task PostAsync(OutgoingEvent outgoing, CancellationToken cancellationToken)
    {
        var webhook = new WebhookClient(_http, options, time);
        for (var isFirst = true; ; isFirst = false)
        {
            var started = time.GetTimestamp();
            try
            {
                var result = await WaitAsync(webhook.SendAsync(outgoing, cancellationToken), outgoing, cancellationToken);
                Say(outgoing, $"{TextOf(result)}, after {time.GetElapsedTime(started).TotalMilliseconds:0} ms");
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                if (isFirst)
                {
                    Say(outgoing, $"{options.Address} did not respond ({e.Message}). It is posted again until it does; what comes after it waits.");
                }
            }

            await Task.Delay(RetryInterval, time, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<SendResult> WaitAsync(Task<SendResult> sending, OutgoingEvent outgoing, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var isLate = await Task.WhenAny(sending, Task.Delay(options.Timeout, time, over.Token)) != sending;
        if (isLate && !cancellationToken.IsCancellationRequested)
        {
            Say(outgoing, $"no response within {options.Timeout.TotalSeconds:0} s, a failure for a deployment. Here it is waited for.");
        }

        await over.CancelAsync();
        return await sending;
    }

    private void Say(OutgoingEvent outgoing, FormattableString what) =>
        say($"{outgoing.Type} {outgoing.Id}: {what.ToString(CultureInfo.InvariantCulture)}");

    private static string TextOf(SendResult result) => result switch
    {
        SendResult.Accepted accepted => $"it responded {accepted.Status}",
        SendResult.Rejected rejected => rejected.Error,
        SendResult.Later later => later.Error,
        SendResult.Gone gone => gone.Error,
        SendResult.Failed failed => failed.Error,
        _ => throw new InvalidOperationException($"Unexpected result: {result}."),
    };
}
