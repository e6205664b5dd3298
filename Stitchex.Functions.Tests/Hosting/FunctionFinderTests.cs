using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Configuration;
using Stitchex.Functions.Tests.Hosting.Samples;
using Stitchex.Local.Hosting;
using Stitchex.Local.Hosting.Invocation;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class FunctionFinderTests
{
    private const string Storage = "UseDevelopmentStorage=true";

    [Fact]
    public void Functions_ComeInTheOrderOfTheirNames()
    {
        var names = Find(typeof(HttpFunctions)).Select(function => function.Name);

        Assert.Equal(["AdminOnly", "AlsoLocked", "Echo", "Item", "Locked", "Nothing", "Work"], names);
    }

    [Fact]
    public void QueueName_AndConnection_AreLookedUpInTheSettings()
    {
        var function = Assert.Single(Find(typeof(QueueFunctions), new()
        {
            ["SampleQueue"] = "Samples",
            ["SampleStorage"] = Storage,
        }));

        Assert.Equal(new QueueTrigger("samples", Storage), function.Trigger);
    }

    [Theory]
    [InlineData("AzureWebJobs.ProcessSample.Disabled", "1", true)]
    [InlineData("AzureWebJobs_ProcessSample_Disabled", "True", true)]
    [InlineData("AzureWebJobs.ProcessSample.Disabled", "0", false)]
    [InlineData("AzureWebJobs.Other.Disabled", "true", false)]
    public void DisabledSetting_SwitchesTheFunctionOff(string setting, string value, bool expected)
    {
        var function = Assert.Single(Find(typeof(QueueFunctions), new()
        {
            ["SampleQueue"] = "samples",
            ["SampleStorage"] = Storage,
            [setting] = value,
        }));

        Assert.Equal(expected, function.IsDisabled);
    }

    [Fact]
    public void AllFaults_AreTold_EachWithItsFunction()
    {
        var exception = Assert.Throws<FunctionsHostException>(() => Find(typeof(FaultyFunctions), new()
        {
            ["AzureWebJobsStorage"] = Storage,
            ["Broken"] = "no connection string",
        }));

        Assert.Equal(
            """
            The functions host cannot start:
            - Function 'MissingQueue' (FaultyFunctions.MissingQueue): '%Queue%' names a setting that is not there: add it to the settings.
            - Function 'MissingConnection' (FaultyFunctions.MissingConnection): the connection 'Elsewhere' names a setting that is not there: set it to a connection string. This host knows no identities.
            - Function 'BrokenConnection' (FaultyFunctions.BrokenConnection): the connection 'Broken' is not set to a connection string: Settings must be of the form "name=value".
            - Function 'WrongQueue' (FaultyFunctions.WrongQueue): 'under_score' is not a name for a queue: that has from 3 to 63 letters, digits, and single '-' between them.
            - Function 'UnknownParameter' (FaultyFunctions.UnknownParameter): nothing is bound to its parameter Int32 count. This host binds the trigger, FunctionContext, CancellationToken, and strings named like a parameter of the route.
            - Function 'WrongTriggerType' (FaultyFunctions.WrongTriggerType): its trigger is bound to String timer; use TimerInfo.
            - Function 'WrongReturnType' (FaultyFunctions.WrongReturnType): it returns String, which this host cannot use: return nothing, or HttpResponseData from an HTTP function, at once or in a task.
            - Function 'WrongSchedule' (FaultyFunctions.WrongSchedule): the schedule '0 0 L * *' is neither an NCRONTAB expression of 5 or 6 fields nor a time span.
            - Function 'NoTrigger' (FaultyFunctions.NoTrigger): it has 0 parameters with a trigger attribute; it needs one.
            - Function '1st' (FaultyFunctions.First): a name starts with a letter and has up to 128 letters, digits, '_' and '-'.
            - Function 'Hidden' (FaultyFunctions.Hidden): the worker calls public methods only.
            - Function 'Reserved': the route 'admin/things' is reserved, like all that start with 'admin' or 'runtime'.
            - Functions 'SameRoute' and 'SameName' have the same route 'things' and a method in common.
            - Function 'SameName' is there 2 times: give each a name of its own.
            """,
            exception.Message);
    }

    private static IReadOnlyList<FunctionDescriptor> Find(Type type, Dictionary<string, string?>? settings = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new FunctionFinder(new(configuration)).Find([type]);
    }

    private static class FaultyFunctions
    {
        [Function("MissingQueue")]
        public static void MissingQueue([QueueTrigger("%Queue%")] string message) => _ = message;

        [Function("MissingConnection")]
        public static void MissingConnection([QueueTrigger("queue", Connection = "Elsewhere")] string message) => _ = message;

        [Function("BrokenConnection")]
        public static void BrokenConnection([QueueTrigger("queue", Connection = "Broken")] string message) => _ = message;

        [Function("WrongQueue")]
        public static void WrongQueue([QueueTrigger("Under_Score")] string message) => _ = message;

        [Function("UnknownParameter")]
        public static void UnknownParameter([TimerTrigger("00:01:00")] TimerInfo timer, int count) => _ = (timer, count);

        [Function("WrongTriggerType")]
        public static void WrongTriggerType([TimerTrigger("00:01:00")] string timer) => _ = timer;

        [Function("WrongReturnType")]
        public static string WrongReturnType([TimerTrigger("00:01:00")] TimerInfo timer) => timer.ToString()!;

        [Function("WrongSchedule")]
        public static void WrongSchedule([TimerTrigger("0 0 L * *")] TimerInfo timer) => _ = timer;

        [Function("NoTrigger")]
        public static void NoTrigger()
        {
        }

        [Function("1st")]
        public static void First([TimerTrigger("00:01:00")] TimerInfo timer) => _ = timer;

        [Function("Reserved")]
        public static void Reserved([HttpTrigger(Route = "/admin/things")] HttpRequestData request) => _ = request;

        [Function("SameRoute")]
        public static void SameRoute([HttpTrigger("get", "post", Route = "things")] HttpRequestData request) => _ = request;

        [Function("SameName")]
        public static void SameName([HttpTrigger("POST", Route = "Things/")] HttpRequestData request) => _ = request;

        [Function("SameName")]
        public static void SameNameAgain([HttpTrigger("put", Route = "things")] HttpRequestData request) => _ = request;

        [Function("Hidden")]
        internal static void Hidden([TimerTrigger("00:01:00")] TimerInfo timer) => _ = timer;
    }
}
