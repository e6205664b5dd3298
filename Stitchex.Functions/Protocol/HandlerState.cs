using System.Text.Json.Serialization;

namespace Stitchex.Functions.Protocol;

/// <summary>What became of an event at one handler.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HandlerState>))]
internal enum HandlerState
{
    /// <summary>It was called, and has the change.</summary>
    Done,

    /// <summary>It threw, or was not done in time, and is called again while the event is retried.</summary>
    Failed,

    /// <summary>It rejected the record for good.</summary>
    Rejected,

    /// <summary>It is called again later.</summary>
    Later,

    /// <summary>It was not called yet.</summary>
    Waiting,

    /// <summary>It is not called for this event: it has what there is to deliver, or nothing was to be delivered to it.</summary>
    Skipped,
}
