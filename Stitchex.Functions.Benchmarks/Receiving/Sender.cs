using System.Diagnostics;

namespace Stitchex.Functions.Benchmarks.Receiving;

/// <summary>Sends webhooks to two functions by turns, so that whatever else the machine does meets both alike.</summary>
/// <param name="client">Sends them.</param>
/// <param name="urls">The functions.</param>
/// <param name="length">About how many bytes each body has.</param>
internal sealed class Sender(HttpClient client, Uri[] urls, int length)
{
    // The naive function fails when it meets a record's event again.
    private static long _lastRecord = 100_000;

    /// <summary>Sends to each function by turns and notes how long each answer took.</summary>
    /// <param name="connections">How many senders there are.</param>
    /// <param name="count">How many webhooks each function gets.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The times of each function, in milliseconds and in order.</returns>
    public async Task<double[][]> SendByTurnsAsync(int connections, int count, CancellationToken cancellationToken)
    {
        var times = urls.Select(_ => new double[count]).ToArray();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                for (var turn = 0; turn < urls.Length; turn++)
                {
                    // Who goes first goes last the next time.
                    var which = (i + turn) % urls.Length;
                    times[which][i] = await SendAsync(urls[which], cancellationToken);
                }
            }
        }));
        Array.ForEach(times, Array.Sort);
        return times;
    }

    /// <summary>Sends blocks to each function by turns and adds up the processor time of this process during each function's blocks.</summary>
    /// <returns>The webhooks that each function takes in a second of processor time.</returns>
    /// <inheritdoc cref="SendByTurnsAsync"/>
    public async Task<double[]> MeasureProcessorAsync(int blocks, int count, CancellationToken cancellationToken)
    {
        using var process = Process.GetCurrentProcess();
        var spent = new TimeSpan[urls.Length];
        for (var block = 0; block < blocks; block++)
        {
            for (var turn = 0; turn < urls.Length; turn++)
            {
                var which = (block + turn) % urls.Length;
                process.Refresh();
                var before = process.TotalProcessorTime;
                for (var i = 0; i < count; i++)
                {
                    await SendAsync(urls[which], cancellationToken);
                }

                process.Refresh();
                spent[which] += process.TotalProcessorTime - before;
            }
        }

        return [.. spent.Select(time => blocks * count / time.TotalSeconds)];
    }

    private async Task<double> SendAsync(Uri url, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(SampleBody.Create(Interlocked.Increment(ref _lastRecord), length));
        content.Headers.ContentType = new("application/json");
        var started = Stopwatch.GetTimestamp();
        using var response = await client.PostAsync(url, content, cancellationToken);
        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        response.EnsureSuccessStatusCode();
        return time;
    }
}
