using System.Globalization;
using System.Net;
using System.Text;

namespace Stitchex.Functions.Tests.Model.Conformance;

/// <summary>Bodies of webhooks and responses of the API that say what a scenario says.</summary>
internal sealed class ScenarioApi(Scenario scenario, Turns turns, DateTimeOffset now)
{
    private const string Resource = "invoice";
    private const string RecordId = "7";

    /// <summary>Gets or sets the moment of the history that the API shows.</summary>
    public int Shown { get; set; }

    /// <summary>The body of an event.</summary>
    public byte[] BodyOf(int @event)
    {
        var (action, version, _) = scenario.Events[@event];
        return Encoding.UTF8.GetBytes(
            $$$"""{"event":"{{{Resource}}}_{{{action}}}","{{{Resource}}}":{"id":{{{RecordId}}},"organisation_id":{{{ReceiverApp.OrganisationId}}}{{{UpdatedAt(version)}}},"n":{{{@event}}} }}""");
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
        var (hash, version) = scenario.History[moment];
        return hash is null
            ? new HttpResponseMessage(HttpStatusCode.NotFound)
            : new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent($$$"""{"{{{Resource}}}":{"id":{{{RecordId}}}{{{UpdatedAt(version)}}},"notes":"{{{hash}}}"}}""", Encoding.UTF8, "application/json"),
            };
    }

    // As far from now as the scenario's time is from the model's.
    private string UpdatedAt(DateTimeOffset? version) => version is { } time
        ? string.Create(CultureInfo.InvariantCulture, $",\"updated_at\":\"{(time + (now - ModelTime.Fresh)).UtcDateTime:yyyy-MM-ddTHH:mm:ss.FFFFFFFZ}\"")
        : "";
}
