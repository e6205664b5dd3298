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
          POST   /control/restore                   ?back=01:00:00: all records as they were then, as a restored backup
                                                    has them; no webhook tells of it, and ids go on

        Faults of the API
          POST   /control/faults                    {"kind": "Status", "status": 503, "path": "/invoices", "count": 3}
                 kind        Status             that status: 401, 403, 429, 503
                             Delay              the usual response, after the latency
                             Hang               no response until the fault is ended
                             Hold               the usual response, made at once and sent when the fault is ended
                             Reset              the connection breaks, and nothing was done
                             CutOff             it is done, and the connection breaks half-way through the response
                             Truncated          half of the JSON, as if it were all
                             Html               a page of HTML with status 200
                             Empty              status 200 and no body
                             NoContent          status 204
                             LoginRedirect      a redirect to a login page
                             WrongRecord        somebody else's record, or it before the right one in a list
                             OtherOrganisation  the record with another organisation's id
                             Gzip, Brotli       compressed though nobody asked
                             NotGzip, NotBrotli said to be compressed, and not
                             Huge               a record of 200 MB
                             Bomb               the same in 1 MB of gzip
                             EndlessHeaders     headers that never end
                             EndlessBody        a body that never ends, a byte at a time
                 method      GET, POST; any unless given
                 path        how the path and query begin, in whole segments; "/" unless given
                 count       meet the next so many requests; all of them unless given
                 share       meet this share of the requests, 0 to 1
                 status      of kind Status; 503 unless given
                 retryAfter  of kind Status: the header as it is sent, sensible or not
                 body        of kind Status: the JSON of the response; an error's unless given
                 latency     wait that long first, whatever the kind
          GET    /control/faults                    those set up, and how often they were met
          DELETE /control/faults                    end them all; what hangs or is held gets its response
          DELETE /control/faults/{id}               end one

        The API's state
          POST   /control/tokens                    {"lifetime": "00:02:00", "givesRefreshToken": false}: those given out from now on
                 rotatesRefreshToken   whether a refresh token is good only once
                 saysExpiry            whether created_at and expires_in come along
          POST   /control/tokens/expire             ?refreshTokensToo=true
          POST   /control/resources                 {"name": "season", "path": "/v2/seasons", "envelope": "Bare"}
                 envelope              Bare, Singular, Plural, List; plural: the key of the last two
                 versions              Milliseconds, WholeSeconds, None: what updated_at shows from now on
                 listOrder             OldestFirst, NewestFirst, Shuffled, LastChangedFirst
                 listDefect            None, Missing, IgnoresPage, NeverEnds, WithoutIds, Bare, TooShort: what is wrong with its list
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
                 timeout          how long a response may take
                 retryScale       what waits between attempts are multiplied by
                 duplicateShare   with duplicateDelay: the same again
                 holdBackShare    with longestHoldBack: let others overtake
                 burstInterval    send what has gathered at once, that often
                 dropFor          never send what changes within that time: "01:00:00"; "00:00:00" ends it
          POST   /control/webhooks/raw              send the body as it is, and see the response
          POST   /control/webhooks/hold             let nothing out
          POST   /control/webhooks/release          let everything out at once

        """;
}
