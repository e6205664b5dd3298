using System.Reflection;
using Microsoft.Azure.Functions.Worker.Http;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>What a function may return.</summary>
internal static class ReturnTypes
{
    private static readonly Type[] Nothing = [typeof(void), typeof(Task), typeof(ValueTask)];

    private static readonly Type[] Response =
        [typeof(HttpResponseData), typeof(Task<HttpResponseData>), typeof(ValueTask<HttpResponseData>)];

    /// <summary>Checks the return type of a function.</summary>
    /// <exception cref="FormatException">It is another one.</exception>
    public static void Check(MethodInfo method, FunctionTrigger trigger)
    {
        var allowed = trigger is HttpTrigger ? [.. Nothing, .. Response] : Nothing;

        if (!allowed.Contains(method.ReturnType))
        {
            throw new FormatException(
                $"it returns {method.ReturnType.Name}, which this host cannot use: " +
                "return nothing, or HttpResponseData from an HTTP function, at once or in a task.");
        }
    }

    /// <summary>Waits for what a function returned.</summary>
    public static async Task<HttpResponseData?> AwaitAsync(object? returned)
    {
        switch (returned)
        {
            case Task<HttpResponseData> response:
                return await response;

            case ValueTask<HttpResponseData> response:
                return await response;

            case Task task:
                await task;
                return null;

            case ValueTask task:
                await task;
                return null;

            default:
                return (HttpResponseData?)returned;
        }
    }
}
