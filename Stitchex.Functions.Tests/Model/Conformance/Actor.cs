namespace Stitchex.Functions.Tests.Model.Conformance;

/// <summary>A delivery or an invocation of the processor, running real code, and what is to be known of it to name its next step.</summary>
/// <param name="Who">What the model calls its kind.</param>
/// <param name="Number">Which one of them it is.</param>
internal sealed record Actor(string Who, int Number)
{
    /// <summary>Whose call it is that is being made.</summary>
    public static readonly AsyncLocal<Actor?> Current = new();

    /// <summary>Gets or sets its work.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>Gets or sets the message that it processes.</summary>
    public HeldMessage? Message { get; set; }

    /// <summary>Gets or sets a value indicating whether the model knows that it has begun.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Gets or sets a value indicating whether its process is gone.</summary>
    public bool IsKilled { get; set; }

    /// <summary>Gets or sets a value indicating whether it is inside the archive.</summary>
    public bool IsInArchive { get; set; }

    /// <summary>Gets or sets a value indicating whether it asks the API once more before it believes that there is no record.</summary>
    public bool AsksAgain { get; set; }

    /// <summary>Gets or sets a value indicating whether the response to its commit was lost.</summary>
    public bool IsUnsure { get; set; }

    /// <summary>Gets or sets how many reads follow that belong to the step before them: a conflict reads again, to see whether it was its own.</summary>
    public int ReadsOfConflict { get; set; }

    /// <summary>Gets or sets how many index entries follow that belong to the step before them: a message may say that they are missing.</summary>
    public int Repairs { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Who}{Number}";
}
