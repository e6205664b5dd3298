namespace Stitchex.Local.Simulator.Control;

/// <summary>The text that a person gets who asks what can be done here.</summary>
internal static class ControlHelp
{
    public const string Text = """
        A simulated Stitchex. Its API is at the root of this address; what is below steers it.
        Durations are written "hh:mm:ss.fff". A field that is not known is an error.

        Records: whatever happens to them is told by webhooks
          POST   /control/records/{resource}        make one; a JSON body is laid over the invented contents;
                                                    with the id of an existing record it is changed
                 ?count=100                         make as many
                 ?lines=500                         with as many lines: a large record
                 ?organisation=11111                in another organisation
                 ?announce=false                    without a webhook
          DELETE /control/records/{resource}/{id}   ?announce=false
          GET    /control/records                   ?resource=invoice
          GET    /control/records/{resource}/{id}   the exact bytes that the API serves

        Faults of the API
          POST   /control/faults                    {"kind": "Status", "status": 503, "path": "/invoices", "count": 3}
                 kind        Status, Delay, Hang, Hold, Reset, CutOff, Truncated, Html, Empty, NoContent, LoginRedirect,
                             WrongRecord, OtherOrganisation, Gzip, Brotli
                 method      GET, POST; any unless given
                 path        how the path and query begin, in whole segments; "/" unless given
                 count       meet the next so many requests; all of them unless given
                 share       meet this share of the requests, 0 to 1
                 status      of kind Status; 503 unless given
                 retryAfter  of kind Status: the header as it is sent, sensible or not
                 latency     wait that long first, whatever the kind
          GET    /control/faults                    those set up, and how often they were met
          DELETE /control/faults                    end them all; what hangs or is held is answered
          DELETE /control/faults/{id}               end one

        The API's state
          POST   /control/tokens/expire             ?refreshTokensToo=true
          POST   /control/organisation              {"organisationId": 11111}: switch what is current behind the client's back
          POST   /control/lag                       {"for": "00:01:00"} or {}: show the version before the last;
                                                    {"behind": "00:00:00.500"}: show what is at least that old
          DELETE /control/lag
          POST   /control/rate-limit                {"perMinute": 60, "saysRetryAfter": true}
          DELETE /control/rate-limit
          GET    /control/requests                  the last 10,000 requests
          GET    /control/stats                     everything that is counted

        Webhooks
          POST   /control/webhooks                  {"target": "http://...", "shapes": ["Full", "IdOnly"], "duplicateShare": 0.1}
                 shapes           Full, WithoutTimestamps, IdOnly, BareId, IdBeside, TopLevelId
                 timeout          how long an answer may take
                 retryScale       what waits between attempts are multiplied by
                 duplicateShare   with duplicateDelay: the same again
                 holdBackShare    with longestHoldBack: let others overtake
                 burstInterval    send what has gathered at once, that often
          POST   /control/webhooks/raw              send the body as it is, and see the answer
          POST   /control/webhooks/hold             let nothing out
          POST   /control/webhooks/release          let everything out at once

        """;
}
