using System.Diagnostics;

namespace Stitchex.Functions.Benchmarks.Receiving;

/// <summary>Sends webhooks to functions by turns, so that whatever else the machine does meets all alike.</summary>
/// <param name="client">Sends them.</param>
/// <param name="functions">The functions.</param>
/// <param name="length">About how many bytes each body has.</param>
internal sealed class RoundRobinSender(HttpClient client, MeasuredFunction[] functions, int length)
{
    // The naive function fails when it meets a record's event again.
    private static long _lastRecord = 100_000;

    /// <summary>Sends to each function by turns and notes how long each response took.</summary>
    /// <param name="connections">How many senders there are.</param>
    /// <param name="count">How many webhooks each function gets.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The times of each function, in milliseconds and in order.</returns>
    public async Task<double[][]> SendByTurnsAsync(int connections, int count, CancellationToken cancellationToken)
    {
        var times = functions.Select(_ => new double[count]).ToArray();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                for (var turn = 0; turn < functions.Length; turn++)
                {
                    // Who goes first goes last the next time.
                    var which = (i + turn) % functions.Length;
                    times[which][i] = await SendAsync(functions[which].Url, cancellationToken);
                }
            }
        }));
        Array.ForEach(times, Array.Sort);
        return times;
    }

    /// <summary>Sends blocks to each function by turns and notes the processor time of its worker process during each.</summary>
    /// <returns>
    /// The processor time of a webhook, by function, in microseconds: the mean of the middle half of its blocks, so that one in which
    /// something is compiled does not count.
    /// </returns>
    /// <inheritdoc cref="SendByTurnsAsync"/>
    public async Task<double[]> MeasureProcessorAsync(int blocks, int count, CancellationToken cancellationToken)
    {
        var spent = functions.Select(_ => new double[blocks]).ToArray();
        for (var block = 0; block < blocks; block++)
        {
            for (var turn = 0; turn < functions.Length; turn++)
            {
                var which = (block + turn) % functions.Length;
                var before = functions[which].ProcessorTime;
                for (var i = 0; i < count; i++)
                {
                    await SendAsync(functions[which].Url, cancellationToken);
                }

                spent[which][block] = (functions[which].ProcessorTime - before).TotalMicroseconds / count;
            }
        }

        return [.. spent.Select(times => times.Order().Skip(blocks / 4).Take(blocks / 2).Average())];
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
