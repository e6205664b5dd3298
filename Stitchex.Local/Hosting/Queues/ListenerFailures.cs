using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Azure.WebJobs.Host.Timers;

namespace Stitchex.Local.Hosting.Queues;

/// <summary>Takes what listeners cannot go on after. By default Microsoft's handler of such errors ends the process.</summary>
internal sealed class ListenerFailures : IWebJobsExceptionHandler
{
    // More than one listener may fail for one reason; they are made anew together.
    private readonly Channel<Exception> _failures =
        Channel.CreateBounded<Exception>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Add(Exception exception) => _failures.Writer.TryWrite(exception);

    public ValueTask<Exception> NextAsync(CancellationToken cancellationToken) => _failures.Reader.ReadAsync(cancellationToken);

    public Task OnTimeoutExceptionAsync(ExceptionDispatchInfo exceptionInfo, TimeSpan timeoutGracePeriod) => OnUnhandledExceptionAsync(exceptionInfo);

    public Task OnUnhandledExceptionAsync(ExceptionDispatchInfo exceptionInfo)
    {
        Add(exceptionInfo.SourceException);
        return Task.CompletedTask;
    }
}
