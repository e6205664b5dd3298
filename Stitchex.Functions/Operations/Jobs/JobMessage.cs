using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>A message of the queue <c>stitchex-jobs</c>: one page of one job.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Job">The job's id.</param>
/// <param name="Page">The page's number.</param>
internal sealed record JobMessage(
    [property: JsonPropertyName("v")] int Schema,
    [property: JsonPropertyName("job")] string? Job,
    [property: JsonPropertyName("page")] int Page)
{
    private const int CurrentSchema = 1;

    /// <summary>The message of a job's current page.</summary>
    public static JobMessage From(Job job) => new(CurrentSchema, job.Id, job.Page);

    /// <summary>Reads a message; null where the text is none.</summary>
    public static JobMessage? TryParse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, JobMessageJson.Default.JobMessage) is { Schema: CurrentSchema, Job: { } id } message && Jobs.Job.IsId(id) ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The message as JSON.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, JobMessageJson.Default.JobMessage);
}
