namespace Stitchex.Functions.Telemetry;

/// <summary>What kind of fault made an attempt fail.</summary>
internal enum AttemptError
{
    /// <summary>The API as a whole does not serve us.</summary>
    ApiUnavailable,

    /// <summary>The API's response cannot be used.</summary>
    UnusableResponse,

    /// <summary>The API does not have the record, yet or any more.</summary>
    NotFound,

    /// <summary>The API shows an older version than it should.</summary>
    ApiLags,

    /// <summary>Nobody knows where the API keeps such records.</summary>
    EndpointUnknown,

    /// <summary>The record belongs to another organisation.</summary>
    OtherOrganisation,

    /// <summary>The body carries no record id.</summary>
    NoRecordId,

    /// <summary>A handler threw, or took too long.</summary>
    HandlerFailed,

    /// <summary>A handler rejected the record permanently.</summary>
    HandlerRejected,

    /// <summary>A handler asked to be called again later.</summary>
    HandlerRetryLater,

    /// <summary>The lease ran out under the handlers.</summary>
    LeaseLost,

    /// <summary>The host was shutting down.</summary>
    Shutdown,

    /// <summary>Earlier attempts ended with the process.</summary>
    CrashLoop,

    /// <summary>Storage failed.</summary>
    Storage,

    /// <summary>None of these: a fault in the app.</summary>
    Unexpected,
}
