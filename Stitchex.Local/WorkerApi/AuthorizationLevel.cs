namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a caller has to present to have an HTTP function run.</summary>
public enum AuthorizationLevel
{
    /// <summary>Nothing.</summary>
    Anonymous = 0,

    /// <summary>A signed-in user.</summary>
    User = 1,

    /// <summary>A key of the function, or one of the host that opens all functions.</summary>
    Function = 2,

    /// <summary>A key that an extension of the host owns.</summary>
    System = 3,

    /// <summary>The master key.</summary>
    Admin = 4,
}
