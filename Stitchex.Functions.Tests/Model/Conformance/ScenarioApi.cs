using System.Globalization;
using System.Net;
using System.Text;

namespace Stitchex.Functions.Tests.Model.Conformance;

/// <summary>Bodies of webhooks and responses of the API that say what a scenario says.</summary>
internal sealed class ScenarioApi(Scenario scenario, Turns turns, DateTimeOffset now)
{
    public const string Resource = "invoice";
    public const string RecordId = "7";

    /// <summary>Gets or sets the moment of the history that the API shows.</summary>
    public int Shown { get; set; }

    /// <summary>The body of an event.</summary>
    public byte[] BodyOf(int @event)
    {
        var (action, version, _, _) = scenario.Events[@event];
        return Encoding.UTF8.GetBytes(
            $$$"""{"event":"{{{Resource}}}_{{{action}}}","{{{Resource}}}":{"id":{{{RecordId}}},"organisation_id":{{{ReceiverApp.OrganisationId}}}{{{UpdatedAt(version)}}},"n":{{{@event}}} }}""");
    }

    /// <summary>The record at a moment of its history, as the API shows it.</summary>
    public string RecordOf(int moment)
    {
        var (hash, version) = scenario.History[moment];
        return $$$"""{"id":{{{RecordId}}}{{{UpdatedAt(version)}}},"notes":"{{{hash}}}"}""";
    }

    /// <summary>Responds to a request for the record; others go on.</summary>
    public async Task<HttpResponseMessage> RespondAsync(HttpRequestMessage request, Func<Task<HttpResponseMessage>> others)
    {
        if (Actor.Current.Value is not { } actor || !request.RequestUri!.AbsolutePath.StartsWith($"/{Resource}", StringComparison.Ordinal))
        {
            return await others();
        }

        var (call, fate) = await turns.WaitAsync(actor, "GET record");
        var response = fate switch
        {
            CallFate.Made => ResponseOf(Shown),
            CallFate.IsBehind => ResponseOf(Shown - 1),
            CallFate.Fails => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
            _ => throw new ActorKilledException(),
        };
        call.Effect.TrySetResult(true);
        return response;
    }

    private HttpResponseMessage ResponseOf(int moment)
    {
        return scenario.History[moment].Hash is null
            ? new HttpResponseMessage(HttpStatusCode.NotFound)
            : new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent($$$"""{"{{{Resource}}}":{{{RecordOf(moment)}}}}""", Encoding.UTF8, "application/json"),
            };
    }

    /// <summary>A time of the scenario, as far from now as that is from the model's.</summary>
    public DateTimeOffset? InRunsTime(DateTimeOffset? time) => time + (now - ModelTime.Fresh);

    private string UpdatedAt(DateTimeOffset? version) => InRunsTime(version) is { } time
        ? string.Create(CultureInfo.InvariantCulture, $",\"updated_at\":\"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.FFFFFFFZ}\"")
        : "";
}
